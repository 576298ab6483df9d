// RUN: roundtrip %s
// UPSTREAM
// UPSTREAM-SAME
// An example of every operation of math in its custom form.

func.func @unary(%f: f32, %v: vector<4xf32>) {
  %0 = math.absf %v : vector<4xf32>
  %1 = math.ceil %f fastmath<fast> : f32
  %2 = math.floor %f : f32
  %3 = math.round %v : vector<4xf32>
  %4 = math.roundeven %f : f32
  %5 = math.trunc %f fastmath<fast> : f32
  %6 = math.exp %v : vector<4xf32>
  %7 = math.exp2 %f : f32
  %8 = math.expm1 %f : f32
  %9 = math.log %v fastmath<fast> : vector<4xf32>
  %10 = math.log2 %f : f32
  %11 = math.log10 %f : f32
  %12 = math.log1p %v : vector<4xf32>
  %13 = math.sqrt %f fastmath<fast> : f32
  %14 = math.rsqrt %f : f32
  %15 = math.cbrt %v : vector<4xf32>
  %16 = math.sin %f : f32
  %17 = math.cos %f fastmath<fast> : f32
  %18 = math.tan %v : vector<4xf32>
  %19 = math.asin %f : f32
  %20 = math.acos %f : f32
  %21 = math.atan %v fastmath<fast> : vector<4xf32>
  %22 = math.sinh %f : f32
  %23 = math.cosh %f : f32
  %24 = math.tanh %v : vector<4xf32>
  %25 = math.asinh %f fastmath<fast> : f32
  %26 = math.acosh %f : f32
  %27 = math.atanh %v : vector<4xf32>
  %28 = math.erf %f : f32
  %29 = math.erfc %f fastmath<fast> : f32
  return
}

func.func @integers(%a: i32, %v: vector<4xi32>) {
  %0 = math.absi %a : i32
  %1 = math.ctlz %a : i32
  %2 = math.cttz %a : i32
  %3 = math.ctpop %a : i32
  %4 = math.absi %v : vector<4xi32>
  %5 = math.ipowi %a, %a : i32
  return
}

func.func @several(%f: f32, %i: i32, %v: vector<4xf32>) {
  %0 = math.atan2 %f, %f : f32
  %1 = math.powf %v, %v fastmath<nnan> : vector<4xf32>
  %2 = math.copysign %f, %f : f32
  %3 = math.fma %v, %v, %v : vector<4xf32>
  %4 = math.fpowi %f, %i : f32, i32
  %5 = math.clampf %f to [%f, %f] : f32
  %6, %7 = math.sincos %f : f32
  %8 = math.isnan %f : f32
  %9 = math.isinf %v : vector<4xf32>
  %10 = math.isfinite %f : f32
  %11 = math.isnormal %f : f32
  return
}
