class Point {
  readonly x: number
  readonly y: number
  constructor(x: number, y: number) {
    this.x = x
    this.y = y
  }
  plus(other: Point): Point {
    return new Point(this.x + other.x, this.y + other.y)
  }
}

/** Plain work as plugins do it, each some 30 to 100 ms in a plain thread, so that the way there and back does not count; every one answers a number, the same everywhere. */
export const KERNELS: Readonly<Record<string, () => number | Promise<number>>> = {
  loops() {
    let sum = 0
    for (let n = 0; n < 30_000_000; n += 1) sum = (sum + n * 7) % 1_000_003
    return sum
  },
  'Math and other globals'() {
    let sum = 0
    for (let n = 0; n < 25_000_000; n += 1) sum += Math.floor(Math.sqrt(n)) + Number.parseInt('7', 10) + (Array.isArray(sum) ? 1 : 0)
    return sum
  },
  classes() {
    let point = new Point(0, 0)
    for (let n = 0; n < 10_000_000; n += 1) point = point.plus(new Point(n, 1))
    return point.x + point.y
  },
  'map and filter'() {
    const numbers = Array.from({ length: 1000 }, (_, n) => n)
    let sum = 0
    for (let n = 0; n < 10_000; n += 1) sum += numbers.map((each) => each * 2).filter((each) => each % 3 === 0).length
    return sum
  },
  'sort and for-of'() {
    let sum = 0
    for (let n = 0; n < 400; n += 1)
      for (const each of Array.from({ length: 1000 }, (_, m) => (m * 7919) % 1009).sort((a, b) => a - b)) sum += each
    return sum
  },
  JSON() {
    const event = { user: { name: 'Ann', roles: ['a', 'b'] }, payload: { text: 'Hello there', n: 1 } }
    let sum = 0
    for (let n = 0; n < 30_000; n += 1) sum += JSON.stringify(JSON.parse(JSON.stringify(event))).length
    return sum
  },
  'regular expressions'() {
    const pattern = /(\w+)@(\w+)\.com/
    let sum = 0
    for (let n = 0; n < 400_000; n += 1) sum += pattern.exec(`mail ann${n}@example.com now`)?.[1]?.length ?? 0
    return sum
  },
  'replace and split'() {
    let sum = 0
    for (let n = 0; n < 50_000; n += 1) sum += `a b c ${n}`.replace(/ /g, '-').split('-').length
    return sum
  },
  'async and await'() {
    const next = async (n: number) => n + 1
    return (async () => {
      let sum = 0
      for (let n = 0; n < 1_000_000; n += 1) sum = await next(sum)
      return sum
    })()
  },
  async 'Promise.all'() {
    let sum = 0
    for (let n = 0; n < 5000; n += 1) sum += (await Promise.all(Array.from({ length: 100 }, async (_, m) => m))).length
    return sum
  },
  'Map and Set'() {
    const counts = new Map<string, number>()
    const seen = new Set<number>()
    for (let n = 0; n < 800_000; n += 1) {
      const key = `viewer${n % 1000}`
      counts.set(key, (counts.get(key) ?? 0) + 1)
      seen.add(n % 5000)
    }
    return counts.size + seen.size
  },
  'typed arrays'() {
    const bytes = new Uint8Array(1_000_000)
    const floats = new Float64Array(100_000)
    for (let turn = 0; turn < 80; turn += 1) for (let n = 0; n < bytes.length; n += 1) bytes[n] = n + turn
    for (let n = 0; n < floats.length; n += 1) floats[n] = n / 2
    return (bytes[77] ?? 0) + (floats[77] ?? 0)
  },
  'spread and destructuring'() {
    let state = { a: 1, b: 2, list: [1, 2, 3] }
    for (let n = 0; n < 300_000; n += 1) {
      const [first = 0, ...rest] = state.list
      state = { ...state, a: n, list: [...rest, first] }
    }
    return state.a + (state.list[0] ?? 0)
  },
  'thrown errors'() {
    let sum = 0
    for (let n = 0; n < 30_000; n += 1) {
      try {
        throw new TypeError('No')
      } catch (error) {
        sum += error instanceof TypeError ? 1 : 0
      }
    }
    return sum
  },
}
