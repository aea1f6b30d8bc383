/** A picture that cannot be made smaller, as BMP: every pixel is by chance, the same each time. */
export function noise(width: number, height: number): Buffer {
  const file = Buffer.alloc(54 + width * height * 3)
  file.write('BM', 0)
  for (const [at, value] of [
    [2, file.length],
    [10, 54],
    [14, 40],
    [18, width],
    [22, height],
    [26, 1 + (24 << 16)],
  ] as const)
    file.writeUInt32LE(value, at)
  let seed = 1
  for (let at = 54; at < file.length; at++) {
    seed = (Math.imul(seed, 1_664_525) + 1_013_904_223) >>> 0
    file[at] = seed >>> 24
  }
  return file
}
