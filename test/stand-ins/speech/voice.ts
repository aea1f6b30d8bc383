/** Some 60 ms a letter, as people speak: a tone that comes and goes, and silence before and after, as services send. */
export function wavOf(text: string, rate: number): Uint8Array {
  const silent = Math.round(rate * 0.15)
  const samples = Math.round(rate * 0.06 * Math.max(3, text.length)) + silent * 2
  const file = Buffer.alloc(44 + samples * 2)
  file.write('RIFF', 0)
  file.writeUInt32LE(file.length - 8, 4)
  file.write('WAVEfmt ', 8)
  file.writeUInt32LE(16, 16)
  file.writeUInt16LE(1, 20)
  file.writeUInt16LE(1, 22)
  file.writeUInt32LE(rate, 24)
  file.writeUInt32LE(rate * 2, 28)
  file.writeUInt16LE(2, 32)
  file.writeUInt16LE(16, 34)
  file.write('data', 36)
  file.writeUInt32LE(samples * 2, 40)
  for (let n = silent; n < samples - silent; n += 1) {
    const swell = 0.6 + 0.4 * Math.sin((2 * Math.PI * 5 * n) / rate)
    file.writeInt16LE(Math.round(6000 * swell * Math.sin((2 * Math.PI * 220 * n) / rate)), 44 + n * 2)
  }
  return file
}

/** The same as a service sends it that begins before it knows the end. */
export function streamedWavOf(text: string, rate: number): Uint8Array {
  const file = Buffer.from(wavOf(text, rate))
  file.writeUInt32LE(0xffffffff, 4)
  file.writeUInt32LE(0xffffffff, 40)
  return file
}
