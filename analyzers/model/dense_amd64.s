#include "textflag.h"

// One input of a panel: its value in all places of Y4, times the weights of eight outputs, added to their sums.
#define INPUT(at, sums) \
	VBROADCASTSS (4*at)(SI), Y4      \
	VMULPS       (32*at)(BX), Y4, Y4 \
	VADDPS       Y4, sums, sums

// func wideMultiplyPanel(dst *[panel]float32, weights, x []float32)
// Every fourth input has sums of its own: Y0 to Y3.
TEXT ·wideMultiplyPanel(SB), NOSPLIT, $0-56
	MOVQ   dst+0(FP), DI
	MOVQ   weights_base+8(FP), BX
	MOVQ   x_base+32(FP), SI
	MOVQ   x_len+40(FP), CX
	VXORPS Y0, Y0, Y0
	VXORPS Y1, Y1, Y1
	VXORPS Y2, Y2, Y2
	VXORPS Y3, Y3, Y3
	SUBQ   $4, CX
	JLT    ones

fours:
	INPUT(0, Y0)
	INPUT(1, Y1)
	INPUT(2, Y2)
	INPUT(3, Y3)
	ADDQ $16, SI
	ADDQ $128, BX
	SUBQ $4, CX
	JGE  fours

ones:
	ADDQ $4, CX
	JLE  sum

one:
	INPUT(0, Y0)
	ADDQ $4, SI
	ADDQ $32, BX
	DECQ CX
	JGT  one

sum:
	VADDPS  Y1, Y0, Y0
	VADDPS  Y3, Y2, Y2
	VADDPS  Y2, Y0, Y0
	VMOVUPS Y0, (DI)
	VZEROUPPER
	RET

// func wideAddRow(dst []float32, row []byte, by float32)
TEXT ·wideAddRow(SB), NOSPLIT, $0-52
	MOVQ         dst_base+0(FP), DI
	MOVQ         row_base+24(FP), SI
	MOVQ         row_len+32(FP), CX
	VBROADCASTSS by+48(FP), Y7
	SUBQ         $8, CX
	JLT          done

eights:
	VPMOVSXBD (SI), Y0
	VCVTDQ2PS Y0, Y0
	VMULPS    Y7, Y0, Y0
	VADDPS    (DI), Y0, Y0
	VMOVUPS   Y0, (DI)
	ADDQ      $8, SI
	ADDQ      $32, DI
	SUBQ      $8, CX
	JGE       eights

done:
	VZEROUPPER
	RET

// func wideAddTimes(dst, x []float32, by float32)
TEXT ·wideAddTimes(SB), NOSPLIT, $0-52
	MOVQ         dst_base+0(FP), DI
	MOVQ         x_base+24(FP), SI
	MOVQ         x_len+32(FP), CX
	VBROADCASTSS by+48(FP), Y7
	SUBQ         $8, CX
	JLT          done

eights:
	VMULPS  (SI), Y7, Y0
	VADDPS  (DI), Y0, Y0
	VMOVUPS Y0, (DI)
	ADDQ    $32, SI
	ADDQ    $32, DI
	SUBQ    $8, CX
	JGE     eights

done:
	VZEROUPPER
	RET

// Eight columns of a row, times Y7, added to their sums.
#define COLUMNS(at, sums) \
	VPMOVSXBD (8*at)(R8), Y4 \
	VCVTDQ2PS Y4, Y4         \
	VMULPS    Y7, Y4, Y4     \
	VADDPS    Y4, sums, sums

// func wideSumRows(dst *[strip]float32, rows []byte, at []int32, by []float32)
TEXT ·wideSumRows(SB), NOSPLIT, $0-80
	MOVQ   dst+0(FP), DI
	MOVQ   rows_base+8(FP), BX
	MOVQ   at_base+32(FP), SI
	MOVQ   at_len+40(FP), CX
	MOVQ   by_base+56(FP), DX
	VXORPS Y0, Y0, Y0
	VXORPS Y1, Y1, Y1
	VXORPS Y2, Y2, Y2
	VXORPS Y3, Y3, Y3
	SUBQ   $8, CX
	JLT    last

far:
	// The row after seven more is asked for before it is needed: rows lie far apart.
	MOVLQSX      28(SI), R9
	PREFETCHT0   (BX)(R9*1)
	MOVLQSX      (SI), R8
	ADDQ         BX, R8
	VBROADCASTSS (DX), Y7
	COLUMNS(0, Y0)
	COLUMNS(1, Y1)
	COLUMNS(2, Y2)
	COLUMNS(3, Y3)
	ADDQ         $4, SI
	ADDQ         $4, DX
	DECQ         CX
	JGE          far

last:
	ADDQ $8, CX
	JLE  done

row:
	MOVLQSX      (SI), R8
	ADDQ         BX, R8
	VBROADCASTSS (DX), Y7
	COLUMNS(0, Y0)
	COLUMNS(1, Y1)
	COLUMNS(2, Y2)
	COLUMNS(3, Y3)
	ADDQ         $4, SI
	ADDQ         $4, DX
	DECQ         CX
	JGT          row

done:
	VMOVUPS Y0, (DI)
	VMOVUPS Y1, 32(DI)
	VMOVUPS Y2, 64(DI)
	VMOVUPS Y3, 96(DI)
	VZEROUPPER
	RET
