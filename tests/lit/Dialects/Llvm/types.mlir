// RUN: roundtrip
// UPSTREAM

llvm.func @opaque(!llvm.struct<"bar", opaque>)
llvm.func @types(%a: !llvm.struct<packed (i8, i32)>, %b: !llvm.struct<()>, %c: !llvm.struct<"x", packed (i8, struct<"y", (ptr)>)>, %d: !llvm.array<4 x vector<4xf32>>, %e: vector<4x!llvm.ptr>, %f: !llvm.array<2 x array<2 x ptr<3>>>) {
  llvm.return
}
llvm.func @aggregate() -> !llvm.struct<(f32, f32)>
llvm.func hidden @attributes(!llvm.ptr {llvm.nocapture, llvm.noundef, llvm.readonly}, ...)
llvm.func @function() -> f32 attributes {no_unwind, prefer_vector_width = "512", alignment = 32 : i64, dso_local, "unsafe-fp-math"} {
  %0 = llvm.mlir.zero : f32
  llvm.return %0 : f32
}
