// RUN: roundtrip %s
// UPSTREAM
// An example of every operation of cf in its custom form.

func.func @branches(%c: i1, %x: i32, %i: index) -> i32 {
  cf.br ^bb1(%x : i32)
^bb1(%y: i32):
  cf.cond_br %c, ^bb2, ^bb1(%x : i32)
^bb2:
  cf.cond_br %c, ^bb3(%x, %i : i32, index), ^bb4
^bb3(%p: i32, %q: index):
  cf.switch %x : i32, [
    default: ^bb4,
    42: ^bb3(%p, %i : i32, index),
    -1: ^bb1(%p : i32)
  ]
^bb4:
  cf.assert %c, "must hold"
  cf.br ^bb5
^bb5:
  cf.cond_br %c weights([1, 2]), ^bb6, ^bb6
^bb6:
  cf.switch %x : i32, [
    default: ^bb7
  ]
^bb7:
  return %x : i32
}
