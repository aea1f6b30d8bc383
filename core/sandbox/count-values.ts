/** How many bytes follow the first one of a value of fixed length, by its msgpack type (github.com/msgpack/msgpack, spec.md). */
const FIXED: Readonly<Record<number, number>> = {
  202: 4,
  203: 8,
  204: 1,
  205: 2,
  206: 4,
  207: 8,
  208: 1,
  209: 2,
  210: 4,
  211: 8,
  212: 2,
  213: 3,
  214: 5,
  215: 9,
  216: 17,
}
/** Types whose length stands behind the type, in so many bytes; an ext has its own type byte besides. */
const LENGTH_BYTES: Readonly<Record<number, number>> = { 196: 1, 197: 2, 198: 4, 199: 1, 200: 2, 201: 4, 217: 1, 218: 2, 219: 4 }

/**
 * Whether msgpack holds at most so many values, keys and headers included. Looks at first bytes only, so that a flood of tiny objects
 * is refused for a hundredth of what it costs to make them.
 */
export function holdsAtMost(max: number, packed: Uint8Array): boolean {
  let count = 0
  let at = 0
  while (at < packed.length) {
    count += 1
    if (count > max) return false
    at += 1 + sizeOf(packed, at)
  }
  return true
}

function sizeOf(packed: Uint8Array, at: number): number {
  const type = packed[at] ?? 0
  if (type >= 0xa0 && type < 0xc0) return type & 31
  const bytes = LENGTH_BYTES[type]
  if (bytes === undefined) return FIXED[type] ?? (type >= 0xdc && type < 0xe0 ? 2 ** (1 + (type & 1)) : 0)
  let length = 0
  for (let n = 1; n <= bytes; n += 1) length = length * 256 + (packed[at + n] ?? 0)
  return bytes + length + (type >= 0xc7 && type <= 0xc9 ? 1 : 0)
}
