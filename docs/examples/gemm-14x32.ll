; C[28][64] = A[28][64] * B, fp32. A row-major; B packed in panels [2][64][32]; tile t = panel t/2, rows 14*(t%2) .. +13.
; The best inner loop of docs/cpu-kernels.md: 14 rows x 2 vectors of 16, one k-step per iteration, prefetch of the next panel spread over the row tiles.
define void @gemm(ptr noalias readonly %A, ptr noalias readonly %B, ptr noalias %C, i64 %begin, i64 %end) {
entry:
  %any = icmp slt i64 %begin, %end
  br i1 %any, label %tile, label %exit

tile:
  %t = phi i64 [ %begin, %entry ], [ %t.next, %store ]
  %panel = lshr i64 %t, 1
  %rows = and i64 %t, 1
  %a.off = mul nuw nsw i64 %rows, 896                       ; 14 rows * K
  %a = getelementptr float, ptr %A, i64 %a.off
  %b.off = mul nuw nsw i64 %panel, 2048                     ; K * 32
  %b = getelementptr float, ptr %B, i64 %b.off
  %f.off = mul nuw nsw i64 %rows, 1024                      ; this row tile fetches its half of the next panel
  %f.rel = add nuw nsw i64 %f.off, 2048
  %f = getelementptr float, ptr %b, i64 %f.rel
  br label %k.loop

k.loop:
  %k = phi i64 [ 0, %tile ], [ %k.next, %k.loop ]
  %acc0.0 = phi <16 x float> [ zeroinitializer, %tile ], [ %fma0.0, %k.loop ]
  %acc0.1 = phi <16 x float> [ zeroinitializer, %tile ], [ %fma0.1, %k.loop ]
  %acc1.0 = phi <16 x float> [ zeroinitializer, %tile ], [ %fma1.0, %k.loop ]
  %acc1.1 = phi <16 x float> [ zeroinitializer, %tile ], [ %fma1.1, %k.loop ]
  %acc2.0 = phi <16 x float> [ zeroinitializer, %tile ], [ %fma2.0, %k.loop ]
  %acc2.1 = phi <16 x float> [ zeroinitializer, %tile ], [ %fma2.1, %k.loop ]
  %acc3.0 = phi <16 x float> [ zeroinitializer, %tile ], [ %fma3.0, %k.loop ]
  %acc3.1 = phi <16 x float> [ zeroinitializer, %tile ], [ %fma3.1, %k.loop ]
  %acc4.0 = phi <16 x float> [ zeroinitializer, %tile ], [ %fma4.0, %k.loop ]
  %acc4.1 = phi <16 x float> [ zeroinitializer, %tile ], [ %fma4.1, %k.loop ]
  %acc5.0 = phi <16 x float> [ zeroinitializer, %tile ], [ %fma5.0, %k.loop ]
  %acc5.1 = phi <16 x float> [ zeroinitializer, %tile ], [ %fma5.1, %k.loop ]
  %acc6.0 = phi <16 x float> [ zeroinitializer, %tile ], [ %fma6.0, %k.loop ]
  %acc6.1 = phi <16 x float> [ zeroinitializer, %tile ], [ %fma6.1, %k.loop ]
  %acc7.0 = phi <16 x float> [ zeroinitializer, %tile ], [ %fma7.0, %k.loop ]
  %acc7.1 = phi <16 x float> [ zeroinitializer, %tile ], [ %fma7.1, %k.loop ]
  %acc8.0 = phi <16 x float> [ zeroinitializer, %tile ], [ %fma8.0, %k.loop ]
  %acc8.1 = phi <16 x float> [ zeroinitializer, %tile ], [ %fma8.1, %k.loop ]
  %acc9.0 = phi <16 x float> [ zeroinitializer, %tile ], [ %fma9.0, %k.loop ]
  %acc9.1 = phi <16 x float> [ zeroinitializer, %tile ], [ %fma9.1, %k.loop ]
  %acc10.0 = phi <16 x float> [ zeroinitializer, %tile ], [ %fma10.0, %k.loop ]
  %acc10.1 = phi <16 x float> [ zeroinitializer, %tile ], [ %fma10.1, %k.loop ]
  %acc11.0 = phi <16 x float> [ zeroinitializer, %tile ], [ %fma11.0, %k.loop ]
  %acc11.1 = phi <16 x float> [ zeroinitializer, %tile ], [ %fma11.1, %k.loop ]
  %acc12.0 = phi <16 x float> [ zeroinitializer, %tile ], [ %fma12.0, %k.loop ]
  %acc12.1 = phi <16 x float> [ zeroinitializer, %tile ], [ %fma12.1, %k.loop ]
  %acc13.0 = phi <16 x float> [ zeroinitializer, %tile ], [ %fma13.0, %k.loop ]
  %acc13.1 = phi <16 x float> [ zeroinitializer, %tile ], [ %fma13.1, %k.loop ]
  %pa = getelementptr float, ptr %a, i64 %k
  %kb = shl nuw nsw i64 %k, 5
  %pb = getelementptr float, ptr %b, i64 %kb
  %b0 = load <16 x float>, ptr %pb, align 4
  %pb1 = getelementptr i8, ptr %pb, i64 64
  %b1 = load <16 x float>, ptr %pb1, align 4
  %kf = shl nuw nsw i64 %k, 4                               ; 32 columns / 2 row tiles: one line per k-step
  %pf = getelementptr float, ptr %f, i64 %kf
  call void @llvm.prefetch.p0(ptr %pf, i32 0, i32 3, i32 1)
  %a0 = load float, ptr %pa, align 4
  %i0 = insertelement <16 x float> poison, float %a0, i64 0
  %s0 = shufflevector <16 x float> %i0, <16 x float> poison, <16 x i32> zeroinitializer
  %fma0.0 = call <16 x float> @llvm.fma.v16f32(<16 x float> %s0, <16 x float> %b0, <16 x float> %acc0.0)
  %fma0.1 = call <16 x float> @llvm.fma.v16f32(<16 x float> %s0, <16 x float> %b1, <16 x float> %acc0.1)
  %pa1 = getelementptr i8, ptr %pa, i64 256
  %a1 = load float, ptr %pa1, align 4
  %i1 = insertelement <16 x float> poison, float %a1, i64 0
  %s1 = shufflevector <16 x float> %i1, <16 x float> poison, <16 x i32> zeroinitializer
  %fma1.0 = call <16 x float> @llvm.fma.v16f32(<16 x float> %s1, <16 x float> %b0, <16 x float> %acc1.0)
  %fma1.1 = call <16 x float> @llvm.fma.v16f32(<16 x float> %s1, <16 x float> %b1, <16 x float> %acc1.1)
  %pa2 = getelementptr i8, ptr %pa, i64 512
  %a2 = load float, ptr %pa2, align 4
  %i2 = insertelement <16 x float> poison, float %a2, i64 0
  %s2 = shufflevector <16 x float> %i2, <16 x float> poison, <16 x i32> zeroinitializer
  %fma2.0 = call <16 x float> @llvm.fma.v16f32(<16 x float> %s2, <16 x float> %b0, <16 x float> %acc2.0)
  %fma2.1 = call <16 x float> @llvm.fma.v16f32(<16 x float> %s2, <16 x float> %b1, <16 x float> %acc2.1)
  %pa3 = getelementptr i8, ptr %pa, i64 768
  %a3 = load float, ptr %pa3, align 4
  %i3 = insertelement <16 x float> poison, float %a3, i64 0
  %s3 = shufflevector <16 x float> %i3, <16 x float> poison, <16 x i32> zeroinitializer
  %fma3.0 = call <16 x float> @llvm.fma.v16f32(<16 x float> %s3, <16 x float> %b0, <16 x float> %acc3.0)
  %fma3.1 = call <16 x float> @llvm.fma.v16f32(<16 x float> %s3, <16 x float> %b1, <16 x float> %acc3.1)
  %pa4 = getelementptr i8, ptr %pa, i64 1024
  %a4 = load float, ptr %pa4, align 4
  %i4 = insertelement <16 x float> poison, float %a4, i64 0
  %s4 = shufflevector <16 x float> %i4, <16 x float> poison, <16 x i32> zeroinitializer
  %fma4.0 = call <16 x float> @llvm.fma.v16f32(<16 x float> %s4, <16 x float> %b0, <16 x float> %acc4.0)
  %fma4.1 = call <16 x float> @llvm.fma.v16f32(<16 x float> %s4, <16 x float> %b1, <16 x float> %acc4.1)
  %pa5 = getelementptr i8, ptr %pa, i64 1280
  %a5 = load float, ptr %pa5, align 4
  %i5 = insertelement <16 x float> poison, float %a5, i64 0
  %s5 = shufflevector <16 x float> %i5, <16 x float> poison, <16 x i32> zeroinitializer
  %fma5.0 = call <16 x float> @llvm.fma.v16f32(<16 x float> %s5, <16 x float> %b0, <16 x float> %acc5.0)
  %fma5.1 = call <16 x float> @llvm.fma.v16f32(<16 x float> %s5, <16 x float> %b1, <16 x float> %acc5.1)
  %pa6 = getelementptr i8, ptr %pa, i64 1536
  %a6 = load float, ptr %pa6, align 4
  %i6 = insertelement <16 x float> poison, float %a6, i64 0
  %s6 = shufflevector <16 x float> %i6, <16 x float> poison, <16 x i32> zeroinitializer
  %fma6.0 = call <16 x float> @llvm.fma.v16f32(<16 x float> %s6, <16 x float> %b0, <16 x float> %acc6.0)
  %fma6.1 = call <16 x float> @llvm.fma.v16f32(<16 x float> %s6, <16 x float> %b1, <16 x float> %acc6.1)
  %pa7 = getelementptr i8, ptr %pa, i64 1792
  %a7 = load float, ptr %pa7, align 4
  %i7 = insertelement <16 x float> poison, float %a7, i64 0
  %s7 = shufflevector <16 x float> %i7, <16 x float> poison, <16 x i32> zeroinitializer
  %fma7.0 = call <16 x float> @llvm.fma.v16f32(<16 x float> %s7, <16 x float> %b0, <16 x float> %acc7.0)
  %fma7.1 = call <16 x float> @llvm.fma.v16f32(<16 x float> %s7, <16 x float> %b1, <16 x float> %acc7.1)
  %pa8 = getelementptr i8, ptr %pa, i64 2048
  %a8 = load float, ptr %pa8, align 4
  %i8 = insertelement <16 x float> poison, float %a8, i64 0
  %s8 = shufflevector <16 x float> %i8, <16 x float> poison, <16 x i32> zeroinitializer
  %fma8.0 = call <16 x float> @llvm.fma.v16f32(<16 x float> %s8, <16 x float> %b0, <16 x float> %acc8.0)
  %fma8.1 = call <16 x float> @llvm.fma.v16f32(<16 x float> %s8, <16 x float> %b1, <16 x float> %acc8.1)
  %pa9 = getelementptr i8, ptr %pa, i64 2304
  %a9 = load float, ptr %pa9, align 4
  %i9 = insertelement <16 x float> poison, float %a9, i64 0
  %s9 = shufflevector <16 x float> %i9, <16 x float> poison, <16 x i32> zeroinitializer
  %fma9.0 = call <16 x float> @llvm.fma.v16f32(<16 x float> %s9, <16 x float> %b0, <16 x float> %acc9.0)
  %fma9.1 = call <16 x float> @llvm.fma.v16f32(<16 x float> %s9, <16 x float> %b1, <16 x float> %acc9.1)
  %pa10 = getelementptr i8, ptr %pa, i64 2560
  %a10 = load float, ptr %pa10, align 4
  %i10 = insertelement <16 x float> poison, float %a10, i64 0
  %s10 = shufflevector <16 x float> %i10, <16 x float> poison, <16 x i32> zeroinitializer
  %fma10.0 = call <16 x float> @llvm.fma.v16f32(<16 x float> %s10, <16 x float> %b0, <16 x float> %acc10.0)
  %fma10.1 = call <16 x float> @llvm.fma.v16f32(<16 x float> %s10, <16 x float> %b1, <16 x float> %acc10.1)
  %pa11 = getelementptr i8, ptr %pa, i64 2816
  %a11 = load float, ptr %pa11, align 4
  %i11 = insertelement <16 x float> poison, float %a11, i64 0
  %s11 = shufflevector <16 x float> %i11, <16 x float> poison, <16 x i32> zeroinitializer
  %fma11.0 = call <16 x float> @llvm.fma.v16f32(<16 x float> %s11, <16 x float> %b0, <16 x float> %acc11.0)
  %fma11.1 = call <16 x float> @llvm.fma.v16f32(<16 x float> %s11, <16 x float> %b1, <16 x float> %acc11.1)
  %pa12 = getelementptr i8, ptr %pa, i64 3072
  %a12 = load float, ptr %pa12, align 4
  %i12 = insertelement <16 x float> poison, float %a12, i64 0
  %s12 = shufflevector <16 x float> %i12, <16 x float> poison, <16 x i32> zeroinitializer
  %fma12.0 = call <16 x float> @llvm.fma.v16f32(<16 x float> %s12, <16 x float> %b0, <16 x float> %acc12.0)
  %fma12.1 = call <16 x float> @llvm.fma.v16f32(<16 x float> %s12, <16 x float> %b1, <16 x float> %acc12.1)
  %pa13 = getelementptr i8, ptr %pa, i64 3328
  %a13 = load float, ptr %pa13, align 4
  %i13 = insertelement <16 x float> poison, float %a13, i64 0
  %s13 = shufflevector <16 x float> %i13, <16 x float> poison, <16 x i32> zeroinitializer
  %fma13.0 = call <16 x float> @llvm.fma.v16f32(<16 x float> %s13, <16 x float> %b0, <16 x float> %acc13.0)
  %fma13.1 = call <16 x float> @llvm.fma.v16f32(<16 x float> %s13, <16 x float> %b1, <16 x float> %acc13.1)
  %k.next = add nuw nsw i64 %k, 1
  %k.more = icmp ult i64 %k.next, 64
  br i1 %k.more, label %k.loop, label %store

store:
  %c.row = mul nuw nsw i64 %rows, 896                       ; 14 rows * N
  %c.col = shl nuw nsw i64 %panel, 5
  %c.off = add nuw nsw i64 %c.row, %c.col
  %c = getelementptr float, ptr %C, i64 %c.off
  %c0.0 = getelementptr i8, ptr %c, i64 0
  store <16 x float> %fma0.0, ptr %c0.0, align 4
  %c0.1 = getelementptr i8, ptr %c, i64 64
  store <16 x float> %fma0.1, ptr %c0.1, align 4
  %c1.0 = getelementptr i8, ptr %c, i64 256
  store <16 x float> %fma1.0, ptr %c1.0, align 4
  %c1.1 = getelementptr i8, ptr %c, i64 320
  store <16 x float> %fma1.1, ptr %c1.1, align 4
  %c2.0 = getelementptr i8, ptr %c, i64 512
  store <16 x float> %fma2.0, ptr %c2.0, align 4
  %c2.1 = getelementptr i8, ptr %c, i64 576
  store <16 x float> %fma2.1, ptr %c2.1, align 4
  %c3.0 = getelementptr i8, ptr %c, i64 768
  store <16 x float> %fma3.0, ptr %c3.0, align 4
  %c3.1 = getelementptr i8, ptr %c, i64 832
  store <16 x float> %fma3.1, ptr %c3.1, align 4
  %c4.0 = getelementptr i8, ptr %c, i64 1024
  store <16 x float> %fma4.0, ptr %c4.0, align 4
  %c4.1 = getelementptr i8, ptr %c, i64 1088
  store <16 x float> %fma4.1, ptr %c4.1, align 4
  %c5.0 = getelementptr i8, ptr %c, i64 1280
  store <16 x float> %fma5.0, ptr %c5.0, align 4
  %c5.1 = getelementptr i8, ptr %c, i64 1344
  store <16 x float> %fma5.1, ptr %c5.1, align 4
  %c6.0 = getelementptr i8, ptr %c, i64 1536
  store <16 x float> %fma6.0, ptr %c6.0, align 4
  %c6.1 = getelementptr i8, ptr %c, i64 1600
  store <16 x float> %fma6.1, ptr %c6.1, align 4
  %c7.0 = getelementptr i8, ptr %c, i64 1792
  store <16 x float> %fma7.0, ptr %c7.0, align 4
  %c7.1 = getelementptr i8, ptr %c, i64 1856
  store <16 x float> %fma7.1, ptr %c7.1, align 4
  %c8.0 = getelementptr i8, ptr %c, i64 2048
  store <16 x float> %fma8.0, ptr %c8.0, align 4
  %c8.1 = getelementptr i8, ptr %c, i64 2112
  store <16 x float> %fma8.1, ptr %c8.1, align 4
  %c9.0 = getelementptr i8, ptr %c, i64 2304
  store <16 x float> %fma9.0, ptr %c9.0, align 4
  %c9.1 = getelementptr i8, ptr %c, i64 2368
  store <16 x float> %fma9.1, ptr %c9.1, align 4
  %c10.0 = getelementptr i8, ptr %c, i64 2560
  store <16 x float> %fma10.0, ptr %c10.0, align 4
  %c10.1 = getelementptr i8, ptr %c, i64 2624
  store <16 x float> %fma10.1, ptr %c10.1, align 4
  %c11.0 = getelementptr i8, ptr %c, i64 2816
  store <16 x float> %fma11.0, ptr %c11.0, align 4
  %c11.1 = getelementptr i8, ptr %c, i64 2880
  store <16 x float> %fma11.1, ptr %c11.1, align 4
  %c12.0 = getelementptr i8, ptr %c, i64 3072
  store <16 x float> %fma12.0, ptr %c12.0, align 4
  %c12.1 = getelementptr i8, ptr %c, i64 3136
  store <16 x float> %fma12.1, ptr %c12.1, align 4
  %c13.0 = getelementptr i8, ptr %c, i64 3328
  store <16 x float> %fma13.0, ptr %c13.0, align 4
  %c13.1 = getelementptr i8, ptr %c, i64 3392
  store <16 x float> %fma13.1, ptr %c13.1, align 4
  %t.next = add nsw i64 %t, 1
  %t.more = icmp slt i64 %t.next, %end
  br i1 %t.more, label %tile, label %exit

exit:
  ret void
}

declare <16 x float> @llvm.fma.v16f32(<16 x float>, <16 x float>, <16 x float>)
declare void @llvm.prefetch.p0(ptr, i32, i32, i32)
