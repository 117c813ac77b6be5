#include "textflag.h"

// One input of a panel: its value in all places of X8, times the weights of eight outputs, added to their sums in low and high.
#define INPUT(at, low, high) \
	MOVSS  (4*at)(SI), X8     \
	SHUFPS $0, X8, X8         \
	MOVUPS (32*at)(BX), X9    \
	MOVUPS (32*at+16)(BX), X10 \
	MULPS  X8, X9             \
	MULPS  X8, X10            \
	ADDPS  X9, low            \
	ADDPS  X10, high

// func multiplyPanel(dst *[panel]float32, weights, x []float32)
// Every fourth input has sums of its own, as in Dot: X0 X1, X2 X3, X4 X5, X6 X7.
TEXT ·multiplyPanel(SB), NOSPLIT, $0-56
	MOVQ  dst+0(FP), DI
	MOVQ  weights_base+8(FP), BX
	MOVQ  x_base+32(FP), SI
	MOVQ  x_len+40(FP), CX
	XORPS X0, X0
	XORPS X1, X1
	XORPS X2, X2
	XORPS X3, X3
	XORPS X4, X4
	XORPS X5, X5
	XORPS X6, X6
	XORPS X7, X7
	SUBQ  $4, CX
	JLT   ones

fours:
	INPUT(0, X0, X1)
	INPUT(1, X2, X3)
	INPUT(2, X4, X5)
	INPUT(3, X6, X7)
	ADDQ $16, SI
	ADDQ $128, BX
	SUBQ $4, CX
	JGE  fours

ones:
	ADDQ $4, CX
	JLE  sum

one:
	INPUT(0, X0, X1)
	ADDQ $4, SI
	ADDQ $32, BX
	DECQ CX
	JGT  one

sum:
	ADDPS  X2, X0
	ADDPS  X3, X1
	ADDPS  X6, X4
	ADDPS  X7, X5
	ADDPS  X4, X0
	ADDPS  X5, X1
	MOVUPS X0, (DI)
	MOVUPS X1, 16(DI)
	RET

// func addEights(dst []float32, row []byte, by float32)
TEXT ·addEights(SB), NOSPLIT, $0-52
	MOVQ   dst_base+0(FP), DI
	MOVQ   row_base+24(FP), SI
	MOVQ   row_len+32(FP), CX
	MOVSS  by+48(FP), X7
	SHUFPS $0, X7, X7
	SUBQ   $8, CX
	JLT    done

eights:
	// Eight bytes to the upper bytes of words, those to the upper words of longs, which are shifted down with their sign.
	MOVQ      (SI), X0
	PUNPCKLBW X0, X0
	MOVO      X0, X1
	PUNPCKLWL X0, X0
	PUNPCKHWL X1, X1
	PSRAL     $24, X0
	PSRAL     $24, X1
	CVTPL2PS  X0, X0
	CVTPL2PS  X1, X1
	MULPS     X7, X0
	MULPS     X7, X1
	MOVUPS    (DI), X2
	MOVUPS    16(DI), X3
	ADDPS     X0, X2
	ADDPS     X1, X3
	MOVUPS    X2, (DI)
	MOVUPS    X3, 16(DI)
	ADDQ      $8, SI
	ADDQ      $32, DI
	SUBQ      $8, CX
	JGE       eights

done:
	RET
