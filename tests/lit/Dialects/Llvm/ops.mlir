// RUN: roundtrip
// UPSTREAM

llvm.mlir.global internal constant @c0(dense<[1.0, 2.0]> : tensor<2xf32>) {addr_space = 0 : i32, alignment = 64 : i64} : !llvm.array<2 x f32>
llvm.mlir.global external @g1() : i32
llvm.mlir.global private unnamed_addr constant @str("abc\00") : !llvm.array<4 x i8>
llvm.mlir.global internal thread_local @g2(4 : i32) {section = "foo", dso_local} : i32
llvm.mlir.global linkonce_odr @g3() : !llvm.ptr {
  %0 = llvm.mlir.addressof @g1 : !llvm.ptr
  llvm.return %0 : !llvm.ptr
}
llvm.mlir.global @g4(dense<0.0> : vector<4xf32>) : vector<4xf32>
llvm.mlir.global constant @g5(dense<[[0.0, 1.0]]> : tensor<1x2xf32>) : !llvm.array<1 x array<2 x f32>>
llvm.func @ext(i32, ...) -> i32 attributes {sym_visibility = "private"}
llvm.func internal @f(%a: !llvm.ptr {llvm.noalias, llvm.align = 64 : i64, llvm.nonnull}, %b: i64, %v: vector<4xf32>) -> (f32 {llvm.noundef}) attributes {passthrough = ["alwaysinline", ["prefer-vector-width", "512"]], always_inline, frame_pointer = #llvm.framePointerKind<all>, dso_local} {
  %c = llvm.mlir.constant(1 : i64) : i64
  %u = llvm.mlir.undef : !llvm.struct<(i32, f32)>
  %z = llvm.mlir.zero : !llvm.ptr<3>
  %add = llvm.add %b, %c overflow<nsw, nuw> : i64
  %sd = llvm.sdiv exact %b, %c : i64
  %or = llvm.or disjoint %b, %c : i64
  %lsr = llvm.lshr exact %b, %c : i64
  %shl = llvm.shl %b, %c overflow<nsw> : i64
  %t = llvm.trunc %b overflow<nsw> : i64 to i32
  %zx = llvm.zext nneg %t : i32 to i64
  %ui = llvm.uitofp nneg %t : i32 to f32
  %cmp = llvm.icmp "slt" %b, %c : i64
  %f1 = llvm.load %a {alignment = 4 : i64} : !llvm.ptr -> f32
  %f2 = llvm.load volatile %a invariant {alignment = 4 : i64, nontemporal} : !llvm.ptr -> f32
  %fa = llvm.fadd %f1, %f2 {fastmathFlags = #llvm.fastmath<nnan, ninf>} : f32
  %fc = llvm.fcmp "olt" %fa, %f1 {fastmathFlags = #llvm.fastmath<fast>} : f32
  %fn = llvm.fneg %fa : f32
  %sel = llvm.select %fc, %fa, %fn {fastmathFlags = #llvm.fastmath<fast>} : i1, f32
  llvm.store %sel, %a {alignment = 8 : i64} : f32, !llvm.ptr
  llvm.store volatile %sel, %a : f32, !llvm.ptr
  %al = llvm.alloca %c x f32 {alignment = 64 : i64} : (i64) -> !llvm.ptr
  %g = llvm.getelementptr %a[%b, 3] : (!llvm.ptr, i64) -> !llvm.ptr, !llvm.array<4 x f32>
  %g2 = llvm.getelementptr inbounds %a[4] : (!llvm.ptr) -> !llvm.ptr, f32
  %g3 = llvm.getelementptr inbounds|nuw %a[4] : (!llvm.ptr) -> !llvm.ptr, f32
  %ev = llvm.extractvalue %u[0] : !llvm.struct<(i32, f32)>
  %iv = llvm.insertvalue %ev, %u[0] : !llvm.struct<(i32, f32)>
  %ee = llvm.extractelement %v[%t : i32] : vector<4xf32>
  %ie = llvm.insertelement %ee, %v[%b : i64] : vector<4xf32>
  %sh = llvm.shufflevector %v, %ie [0, 1, -1, 3, 4, 5] : vector<4xf32>
  %call = llvm.call @ext(%t) vararg(!llvm.func<i32 (i32, ...)>) : (i32) -> i32
  llvm.call @f3(%a) : (!llvm.ptr) -> ()
  %ic = llvm.call %a(%t) : !llvm.ptr, (i32) -> i32
  %q = llvm.call fastcc @ff(%f1) {fastmathFlags = #llvm.fastmath<fast>, no_unwind} : (f32) -> f32
  %q2 = llvm.call fastcc tail @ff(%f1) {fastmathFlags = #llvm.fastmath<fast>, no_unwind} : (f32) -> f32
  %asm = llvm.inline_asm has_side_effects asm_dialect = intel "mov $0, $1", "=r,r" %t : (i32) -> i32
  %asm2 = llvm.inline_asm "nop", "=r" : () -> i32
  llvm.fence syncscope("agent") acquire
  llvm.fence seq_cst
  %p1 = llvm.ptrtoint %a : !llvm.ptr to i64
  %p2 = llvm.inttoptr %p1 : i64 to !llvm.ptr
  %p3 = llvm.addrspacecast %p2 : !llvm.ptr to !llvm.ptr<3>
  %bc = llvm.bitcast %f1 : f32 to i32
  %fr = llvm.freeze %bc : i32
  %bit = llvm.fptosi %f1 : f32 to i32
  %k = llvm.mlir.constant(dense<[1.0, 2.0, 3.0, 4.0]> : vector<4xf32>) : vector<4xf32>
  %k2 = llvm.mlir.constant(dense<2.0> : vector<4xf32>) : vector<4xf32>
  %k3 = llvm.mlir.constant(1.5 : f32) : f32
  %k4 = llvm.mlir.constant(true) : i1
  %k5 = llvm.mlir.constant("abc") : !llvm.array<3 x i8>
  llvm.br ^bb1(%f1 : f32)
^bb1(%x: f32):
  llvm.cond_br %cmp weights([1, 2]), ^bb1(%x : f32), ^bb2 {loop_annotation = #llvm.loop_annotation<disableNonforced = false, vectorize = <disable = true>, unroll = <disable = true>, mustProgress = true>}
^bb2:
  llvm.switch %t : i32, ^bb3(%x : f32) [
    1: ^bb3(%f1 : f32),
    42: ^bb4
  ]
^bb3(%y: f32):
  llvm.return %y : f32
^bb4:
  llvm.unreachable
}
llvm.func @f3(!llvm.ptr)
llvm.func fastcc @ff(f32) -> f32
