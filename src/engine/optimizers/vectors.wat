;; Arithmetic on long vectors of float32, computed in float64, two numbers at a time. `npm run wasm` makes vectors.wasm of it.
;; A vector is a place in the memory, in bytes. `size` is the bytes of a vector, a positive multiple of 16.
(module
  (import "vectors" "memory" (memory 0))

  ;; Σ aᵢ·bᵢ, of four sums, so that an addition need not wait for the one before it.
  (func (export "dot") (param $size i32) (param $a i32) (param $b i32) (result f64)
    (local $end i32) (local $sum v128) (local $other v128)
    (local.set $end (i32.add (local.get $a) (local.get $size)))
    (loop $next
      (local.set $sum (f64x2.add (local.get $sum) (f64x2.mul
        (f64x2.promote_low_f32x4 (v128.load64_zero (local.get $a)))
        (f64x2.promote_low_f32x4 (v128.load64_zero (local.get $b))))))
      (local.set $other (f64x2.add (local.get $other) (f64x2.mul
        (f64x2.promote_low_f32x4 (v128.load64_zero offset=8 (local.get $a)))
        (f64x2.promote_low_f32x4 (v128.load64_zero offset=8 (local.get $b))))))
      (local.set $a (i32.add (local.get $a) (i32.const 16)))
      (local.set $b (i32.add (local.get $b) (i32.const 16)))
      (br_if $next (i32.lt_u (local.get $a) (local.get $end))))
    (local.set $sum (f64x2.add (local.get $sum) (local.get $other)))
    (f64.add (f64x2.extract_lane 0 (local.get $sum)) (f64x2.extract_lane 1 (local.get $sum))))

  ;; Σ sᵢ·yᵢ and Σ zᵢ·yᵢ of y = after − before.
  (func (export "curvature")
    (param $size i32) (param $s i32) (param $z i32) (param $after i32) (param $before i32) (result f64 f64)
    (local $end i32) (local $y v128) (local $sy v128) (local $zy v128)
    (local.set $end (i32.add (local.get $s) (local.get $size)))
    (loop $next
      (local.set $y (f64x2.sub
        (f64x2.promote_low_f32x4 (v128.load64_zero (local.get $after)))
        (f64x2.promote_low_f32x4 (v128.load64_zero (local.get $before)))))
      (local.set $sy (f64x2.add (local.get $sy) (f64x2.mul (local.get $y)
        (f64x2.promote_low_f32x4 (v128.load64_zero (local.get $s))))))
      (local.set $zy (f64x2.add (local.get $zy) (f64x2.mul (local.get $y)
        (f64x2.promote_low_f32x4 (v128.load64_zero (local.get $z))))))
      (local.set $s (i32.add (local.get $s) (i32.const 8)))
      (local.set $z (i32.add (local.get $z) (i32.const 8)))
      (local.set $after (i32.add (local.get $after) (i32.const 8)))
      (local.set $before (i32.add (local.get $before) (i32.const 8)))
      (br_if $next (i32.lt_u (local.get $s) (local.get $end))))
    (f64.add (f64x2.extract_lane 0 (local.get $sy)) (f64x2.extract_lane 1 (local.get $sy)))
    (f64.add (f64x2.extract_lane 0 (local.get $zy)) (f64x2.extract_lane 1 (local.get $zy))))

  ;; y ← a·u + b·v
  (func (export "combine")
    (param $size i32) (param $y i32) (param $a f64) (param $u i32) (param $b f64) (param $v i32)
    (local $end i32)
    (local.set $end (i32.add (local.get $y) (local.get $size)))
    (loop $next
      (v128.store64_lane 0 (local.get $y) (f32x4.demote_f64x2_zero (f64x2.add
        (f64x2.mul (f64x2.splat (local.get $a)) (f64x2.promote_low_f32x4 (v128.load64_zero (local.get $u))))
        (f64x2.mul (f64x2.splat (local.get $b)) (f64x2.promote_low_f32x4 (v128.load64_zero (local.get $v)))))))
      (local.set $y (i32.add (local.get $y) (i32.const 8)))
      (local.set $u (i32.add (local.get $u) (i32.const 8)))
      (local.set $v (i32.add (local.get $v) (i32.const 8)))
      (br_if $next (i32.lt_u (local.get $y) (local.get $end)))))

  ;; y ← y + (a·t + b·u) + (c·v + d·w): one walk through memory where each by itself would take four.
  (func (export "addFour")
    (param $size i32) (param $y i32)
    (param $a f64) (param $t i32) (param $b f64) (param $u i32)
    (param $c f64) (param $v i32) (param $d f64) (param $w i32)
    (local $end i32)
    (local.set $end (i32.add (local.get $y) (local.get $size)))
    (loop $next
      (v128.store64_lane 0 (local.get $y) (f32x4.demote_f64x2_zero (f64x2.add
        (f64x2.add
          (f64x2.promote_low_f32x4 (v128.load64_zero (local.get $y)))
          (f64x2.add
            (f64x2.mul (f64x2.splat (local.get $a)) (f64x2.promote_low_f32x4 (v128.load64_zero (local.get $t))))
            (f64x2.mul (f64x2.splat (local.get $b)) (f64x2.promote_low_f32x4 (v128.load64_zero (local.get $u))))))
        (f64x2.add
          (f64x2.mul (f64x2.splat (local.get $c)) (f64x2.promote_low_f32x4 (v128.load64_zero (local.get $v))))
          (f64x2.mul (f64x2.splat (local.get $d)) (f64x2.promote_low_f32x4 (v128.load64_zero (local.get $w))))))))
      (local.set $y (i32.add (local.get $y) (i32.const 8)))
      (local.set $t (i32.add (local.get $t) (i32.const 8)))
      (local.set $u (i32.add (local.get $u) (i32.const 8)))
      (local.set $v (i32.add (local.get $v) (i32.const 8)))
      (local.set $w (i32.add (local.get $w) (i32.const 8)))
      (br_if $next (i32.lt_u (local.get $y) (local.get $end)))))

  ;; Rows of pixels, in float32, for multilevel.ts. A pixel is 12 bytes; four numbers are moved at once, so what is beyond a
  ;; row's last pixel is overwritten.

  ;; y ← a·t + b·u + c·v + d·w
  (func (export "blend")
    (param $size i32) (param $y i32)
    (param $a f32) (param $t i32) (param $b f32) (param $u i32)
    (param $c f32) (param $v i32) (param $d f32) (param $w i32)
    (local $end i32)
    (local.set $end (i32.add (local.get $y) (local.get $size)))
    (loop $next
      (v128.store (local.get $y) (f32x4.add
        (f32x4.add
          (f32x4.mul (f32x4.splat (local.get $a)) (v128.load (local.get $t)))
          (f32x4.mul (f32x4.splat (local.get $b)) (v128.load (local.get $u))))
        (f32x4.add
          (f32x4.mul (f32x4.splat (local.get $c)) (v128.load (local.get $v)))
          (f32x4.mul (f32x4.splat (local.get $d)) (v128.load (local.get $w))))))
      (local.set $y (i32.add (local.get $y) (i32.const 16)))
      (local.set $t (i32.add (local.get $t) (i32.const 16)))
      (local.set $u (i32.add (local.get $u) (i32.const 16)))
      (local.set $v (i32.add (local.get $v) (i32.const 16)))
      (local.set $w (i32.add (local.get $w) (i32.const 16)))
      (br_if $next (i32.lt_u (local.get $y) (local.get $end)))))

  ;; `size` bytes of half a row: each pixel (1 3 3 1)/8 of two pixels and of those beside them.
  (func (export "halve") (param $size i32) (param $half i32) (param $row i32)
    (local $end i32)
    (local.set $end (i32.add (local.get $half) (local.get $size)))
    (local.set $row (i32.sub (local.get $row) (i32.const 12)))
    (loop $next
      (v128.store (local.get $half) (f32x4.mul (f32x4.splat (f32.const 0.125)) (f32x4.add
        (f32x4.add (v128.load (local.get $row)) (v128.load offset=36 (local.get $row)))
        (f32x4.mul (f32x4.splat (f32.const 3))
          (f32x4.add (v128.load offset=12 (local.get $row)) (v128.load offset=24 (local.get $row)))))))
      (local.set $half (i32.add (local.get $half) (i32.const 12)))
      (local.set $row (i32.add (local.get $row) (i32.const 24)))
      (br_if $next (i32.lt_u (local.get $half) (local.get $end)))))

  ;; From `size` bytes of half a row a row: each pixel becomes two, of three parts of it and one of that beside it.
  (func (export "double") (param $size i32) (param $row i32) (param $half i32)
    (local $end i32) (local $own v128)
    (local.set $end (i32.add (local.get $half) (local.get $size)))
    (loop $next
      (local.set $own (f32x4.mul (f32x4.splat (f32.const 0.75)) (v128.load (local.get $half))))
      (v128.store (local.get $row) (f32x4.add (local.get $own) (f32x4.mul (f32x4.splat (f32.const 0.25))
        (v128.load (i32.sub (local.get $half) (i32.const 12))))))
      (v128.store offset=12 (local.get $row) (f32x4.add (local.get $own) (f32x4.mul (f32x4.splat (f32.const 0.25))
        (v128.load offset=12 (local.get $half)))))
      (local.set $half (i32.add (local.get $half) (i32.const 12)))
      (local.set $row (i32.add (local.get $row) (i32.const 24)))
      (br_if $next (i32.lt_u (local.get $half) (local.get $end))))))
