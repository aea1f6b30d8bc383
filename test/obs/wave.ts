const RATE = 48_000

/** A file of one tone, as WAV. */
export function tone(seconds: number): Buffer {
  const samples = Math.round(RATE * seconds)
  const file = Buffer.alloc(44 + samples * 2)
  file.write('RIFF', 0)
  file.writeUInt32LE(36 + samples * 2, 4)
  file.write('WAVEfmt ', 8)
  for (const [at, value] of [
    [16, 16],
    [24, RATE],
    [28, RATE * 2],
    [40, samples * 2],
  ] as const)
    file.writeUInt32LE(value, at)
  for (const [at, value] of [
    [20, 1],
    [22, 1],
    [32, 2],
    [34, 16],
  ] as const)
    file.writeUInt16LE(value, at)
  file.write('data', 36)
  for (let n = 0; n < samples; n++) file.writeInt16LE(Math.round(8000 * Math.sin(n / 20)), 44 + n * 2)
  return file
}
