import assert from 'node:assert/strict'
import { test } from 'node:test'
import { encode } from 'uqr'
import { drawQr } from '../../core/serve/access/qr.ts'

test('the path of a QR code covers the dark squares and no others, and is nothing but moves and lines', () => {
  const text = 'http://127.0.0.1:3000/#invite=invite_0123456789'
  const { size, path } = drawQr(text)
  assert.match(path, /^(M\d+ \d+h\d+v1h-\d+z)+$/)
  const drawn = new Set<string>()
  for (const [, x, y, length] of path.matchAll(/M(\d+) (\d+)h(\d+)/g)) {
    for (let step = 0; step < Number(length); step += 1) drawn.add(`${Number(x) + step} ${y}`)
  }
  const { data } = encode(text, { ecc: 'M', border: 4 })
  const dark = data.flatMap((row, y) => row.flatMap((isDark, x) => (isDark ? [`${x} ${y}`] : [])))
  assert.deepEqual([size, [...drawn].sort()], [data.length, dark.sort()])
})
