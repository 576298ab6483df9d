// RUN: roundtrip %s
// UPSTREAM
// UPSTREAM-SAME
// An example of every operation of arith in its custom form.

func.func @constants() {
  %0 = arith.constant 1 : index
  %1 = arith.constant -7 : i32
  %2 = arith.constant true
  %3 = arith.constant 1.500000e+00 : f32
  %4 = arith.constant 0x7FC00000 : f32
  %5 = arith.constant dense<[1, 2, 3, 4]> : vector<4xi32>
  %6 = arith.constant dense<0.000000e+00> : tensor<2x3xf32>
  %7 = arith.constant {tag = "kept"} 1 : i8
  return
}

func.func @integers(%a: i32, %b: i32, %v: vector<4xi32>, %t: tensor<2x?xindex>) {
  %0 = arith.addi %a, %b : i32
  %1 = arith.addi %a, %b overflow<nsw, nuw> : i32
  %2 = arith.subi %v, %v overflow<nsw> : vector<4xi32>
  %3 = arith.muli %t, %t : tensor<2x?xindex>
  %4 = arith.divsi %a, %b : i32
  %5 = arith.divui %a, %b : i32
  %6 = arith.remsi %a, %b : i32
  %7 = arith.remui %a, %b : i32
  %8 = arith.ceildivsi %a, %b : i32
  %9 = arith.ceildivui %a, %b : i32
  %10 = arith.floordivsi %a, %b : i32
  %11 = arith.andi %a, %b : i32
  %12 = arith.ori %a, %b : i32
  %13 = arith.xori %a, %b : i32
  %14 = arith.shli %a, %b overflow<nuw> : i32
  %15 = arith.shrsi %a, %b : i32
  %16 = arith.shrui %a, %b exact : i32
  %17 = arith.maxsi %a, %b : i32
  %18 = arith.maxui %a, %b : i32
  %19 = arith.minsi %a, %b : i32
  %20 = arith.minui %a, %b : i32
  %21, %22 = arith.addui_extended %a, %b : i32, i1
  %23, %24 = arith.mulsi_extended %a, %b : i32
  %25, %26 = arith.mului_extended %v, %v : vector<4xi32>
  %27 = arith.divsi %a, %b exact : i32
  return
}

func.func @floats(%a: f32, %b: f32, %v: vector<4xf32>) {
  %0 = arith.addf %a, %b : f32
  %1 = arith.addf %a, %b fastmath<fast> : f32
  %2 = arith.subf %v, %v fastmath<nnan,ninf> : vector<4xf32>
  %3 = arith.mulf %a, %b fastmath<contract> : f32
  %4 = arith.divf %a, %b : f32
  %5 = arith.remf %a, %b : f32
  %6 = arith.negf %a : f32
  %7 = arith.negf %a fastmath<nsz> : f32
  %8 = arith.maximumf %a, %b : f32
  %9 = arith.minimumf %a, %b : f32
  %10 = arith.maxnumf %a, %b : f32
  %11 = arith.minnumf %a, %b : f32
  return
}

func.func @comparisons(%a: i32, %b: f32, %v: vector<4xf32>, %c: i1, %m: vector<4xi1>) {
  %0 = arith.cmpi eq, %a, %a : i32
  %1 = arith.cmpi uge, %a, %a : i32
  %2 = arith.cmpf oeq, %b, %b : f32
  %3 = arith.cmpf ult, %v, %v fastmath<reassoc> : vector<4xf32>
  %4 = arith.select %c, %a, %a : i32
  %5 = arith.select %m, %v, %v : vector<4xi1>, vector<4xf32>
  %6 = arith.select %c, %v, %v : vector<4xf32>
  return
}

func.func @conversions(%a: i32, %b: f32, %i: index, %v: vector<4xi8>) {
  %0 = arith.extsi %a : i32 to i64
  %1 = arith.extui %v : vector<4xi8> to vector<4xi32>
  %3 = arith.trunci %a : i32 to i8
  %4 = arith.trunci %a overflow<nsw> : i32 to i8
  %5 = arith.extf %b : f32 to f64
  %6 = arith.extf %b fastmath<fast> : f32 to f64
  %7 = arith.truncf %b : f32 to bf16
  %8 = arith.truncf %b to_nearest_even : f32 to bf16
  %9 = arith.truncf %b to_nearest_even fastmath<contract> : f32 to bf16
  %10 = arith.sitofp %a : i32 to f32
  %11 = arith.uitofp %a : i32 to f32
  %13 = arith.fptosi %b : f32 to i32
  %14 = arith.fptoui %b : f32 to i32
  %15 = arith.bitcast %a : i32 to f32
  %16 = arith.index_cast %i : index to i64
  %17 = arith.index_castui %a : i32 to index
  return
}
