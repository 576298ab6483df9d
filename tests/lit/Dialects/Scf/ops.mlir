// RUN: roundtrip %s
// UPSTREAM
// An example of every operation of scf in its custom form.

func.func @for(%lo: index, %hi: index, %step: index, %x: f32, %n: i32) -> f32 {
  scf.for %i = %lo to %hi step %step {
  }
  %0 = scf.for %i = %lo to %hi step %step iter_args(%acc = %x) -> (f32) {
    %1 = arith.addf %acc, %acc : f32
    scf.yield %1 : f32
  }
  %2:2 = scf.for %i = %lo to %hi step %step iter_args(%p = %x, %q = %n) -> (f32, i32) {
    scf.yield %p, %q : f32, i32
  } {unroll = 4 : i64}
  scf.for %j = %n to %n step %n : i32 {
    scf.for unsigned %k = %lo to %hi step %step {
    }
  }
  return %0 : f32
}

func.func @if(%c: i1, %x: f32) -> f32 {
  scf.if %c {
    %0 = arith.negf %x : f32
  }
  scf.if %c {
  } else {
    %0 = arith.negf %x : f32
  }
  %1 = scf.if %c -> (f32) {
    scf.yield %x : f32
  } else {
    %2 = arith.negf %x : f32
    scf.yield %2 : f32
  } {hint}
  %3:2 = scf.if %c -> (f32, i1) {
    scf.yield %x, %c : f32, i1
  } else {
    scf.yield %1, %c : f32, i1
  }
  return %1 : f32
}

func.func @while(%x: i32, %c: i1, %f: f32) -> i32 {
  %0 = scf.while (%a = %x) : (i32) -> i32 {
    %1 = arith.cmpi slt, %a, %x : i32
    scf.condition(%1) %a : i32
  } do {
  ^bb0(%b: i32):
    scf.yield %b : i32
  }
  scf.while : () -> () {
    scf.condition(%c)
  } do {
    scf.yield
  }
  %2:2 = scf.while (%a = %x) : (i32) -> (i32, f32) {
    scf.condition(%c) %a, %f : i32, f32
  } do {
  ^bb0(%b: i32, %g: f32):
    scf.yield %b : i32
  } attributes {kept = true}
  return %0 : i32
}

func.func @regions(%c: i1, %i: index) -> i32 {
  %0 = scf.execute_region -> i32 {
    cf.cond_br %c, ^bb1, ^bb2
  ^bb1:
    %1 = arith.constant 1 : i32
    scf.yield %1 : i32
  ^bb2:
    %2 = arith.constant 2 : i32
    scf.yield %2 : i32
  }
  scf.execute_region {
    scf.yield
  }
  %3:2 = scf.execute_region -> (i32, i32) no_inline {
    scf.yield %0, %0 : i32, i32
  } {kept}
  %4 = scf.index_switch %i -> i32
  case 2 {
    scf.yield %0 : i32
  }
  case -5 {
    %5 = arith.constant 5 : i32
    scf.yield %5 : i32
  }
  default {
    scf.yield %0 : i32
  }
  scf.index_switch %i {kept}
  default {
  }
  return %4 : i32
}

func.func @parallel(%lo: index, %hi: index, %step: index, %x: f32, %t: tensor<4xf32>, %o: tensor<16xf32>) {
  scf.parallel (%i, %j) = (%lo, %lo) to (%hi, %hi) step (%step, %step) {
    scf.reduce
  }
  %0 = scf.parallel (%i) = (%lo) to (%hi) step (%step) init (%x) -> f32 {
    scf.reduce(%x : f32) {
    ^bb0(%a: f32, %b: f32):
      %1 = arith.addf %a, %b : f32
      scf.reduce.return %1 : f32
    }
  } {kept}
  %2:2 = scf.parallel (%i) = (%lo) to (%hi) step (%step) init (%x, %x) -> (f32, f32) {
    scf.reduce(%x, %x : f32, f32) {
    ^bb0(%a: f32, %b: f32):
      scf.reduce.return %a : f32
    }, {
    ^bb0(%a: f32, %b: f32):
      scf.reduce.return %b : f32
    }
  }
  return
}

func.func @forall(%n: index, %x: tensor<4xf32>, %out: tensor<16xf32>) -> tensor<16xf32> {
  scf.forall (%i, %j) in (%n, 4) {
  }
  scf.forall (%i) = (0) to (%n) step (2) {
  }
  %0 = scf.forall (%i) in (4) shared_outs(%o = %out) -> (tensor<16xf32>) {
    scf.forall.in_parallel {
    }
  } {kept}
  return %0 : tensor<16xf32>
}
