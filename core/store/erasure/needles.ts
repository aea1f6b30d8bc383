import type { Identity } from './identity.ts'

/** A name of fewer characters is looked for only with an @ in front. */
export const MIN_NAME = 3

/**
 * Whether bytes may name the viewer: compared as Latin letters without case, which says yes rather too often. Finds ids and
 * names in what the platform sent as well, where they stand as base64 of protobuf.
 */
export function createSieve({ userIds, handles, names, urls }: Identity, more: readonly string[] = []): (bytes: Uint8Array) => boolean {
  const plain = [...userIds, ...handles, ...[...names].filter((name) => [...name].length >= MIN_NAME), ...urls]
  const raw = [...[...userIds].flatMap((id) => varintOf(id) ?? []), ...plain.map((text) => Buffer.from(text))]
  const needles = [...plain, ...more]
    .map((text) => folded(Buffer.from(text)))
    .concat(raw.flatMap(base64Cores).map((core) => core.toLowerCase()))
  const wanted = [...new Set(needles)].filter((needle) => needle.length > 1)
  return (bytes) => {
    const text = folded(bytes)
    return wanted.some((needle) => text.includes(needle))
  }
}

/** True for the bytes of a message of the platform that holds the viewer's id or a name. */
export function holdsRaw({ userIds, handles, names, urls }: Identity, base64: string): boolean {
  const bytes = Buffer.from(base64, 'base64')
  const needles = [
    ...[...userIds].flatMap((id) => varintOf(id) ?? []),
    ...[...userIds, ...handles, ...names, ...urls].map((text) => Buffer.from(text)),
  ]
  return needles.some((needle) => needle.length > 1 && bytes.includes(needle))
}

const folded = (bytes: Uint8Array) => Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString('latin1').toLowerCase()

/** A number as protobuf has it; undefined for what is no number of 64 bits. */
function varintOf(id: string): Buffer | undefined {
  if (!/^\d{4,20}$/.test(id)) return undefined
  const bytes: number[] = []
  for (let rest = BigInt(id); ; rest >>= 7n) {
    if (rest < 128n) return Buffer.from([...bytes, Number(rest)])
    bytes.push(Number(rest & 127n) | 128)
  }
}

/** The characters that these bytes always have in base64, at each of the three places where they may begin. */
function base64Cores(bytes: Buffer): readonly string[] {
  return [0, 1, 2]
    .map((lead) => {
      const text = Buffer.concat([Buffer.alloc(lead), bytes])
        .toString('base64')
        .replace(/=+$/, '')
      const tail = (lead + bytes.length) % 3
      return text.slice(lead === 0 ? 0 : lead + 1, tail === 0 ? undefined : -1)
    })
    .filter((core) => core.length >= 4)
}
