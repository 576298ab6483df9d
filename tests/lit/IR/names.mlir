// RUN: nacre opt %s --split-input-file --verify-diagnostics

func.func @redefinition(%a: i32) {
  // expected-error-re @+1 {{redefinition of SSA value '{{.*}}a'}}
  %a = func.constant @redefinition : (i32) -> ()
  return
}

// -----

// expected-error @+1 {{unregistered dialect 'what'}}
what.is.this

// -----

func.func @too_many_names() {
  // expected-error @+1 {{operation defines 1 results but was provided 2 to bind}}
  %a:2 = func.constant @too_many_names : () -> ()
  return
}

// -----

func.func @result_number(%a: i32) -> i32 {
  // expected-error @+1 {{reference to invalid result number}}
  return %a#1 : i32
}

// -----

func.func @type(%a: i32) -> f32 {
  // expected-error @+1 {{use of value '%a' expects different type than prior uses: 'f32' vs 'i32'}}
  return %a : f32
}

// -----

// expected-error @+1 {{unregistered operation 'func.nothing' found in dialect ('func')}}
"func.nothing"() : () -> ()
