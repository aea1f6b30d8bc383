import type { Marks } from '../schedule/schedule.ts'
import { PAGE_SIZE, type Progress } from './store.ts'

type Page = { readonly bits: Uint8Array; count: number }

const PAGE_BYTES = PAGE_SIZE / 8

/** The pending set of one plugin as pages of bits: constant time an event, memory by what is pending. */
export function createMarks(plugin: string, restored?: Progress): Marks {
  const pages = new Map<number, Page>()
  const dirty = new Set<number>()
  let considered = restored?.considered ?? 0
  let consideredDirty = restored === undefined
  let count = 0
  /** Nothing below is pending; moves up as it is asked, down when something is added below. */
  let floor = considered + 1

  for (const [number, bits] of restored?.pages ?? []) {
    const bitCount = bits ? countBits(bits) : 0
    if (!bits || bitCount === 0) continue
    pages.set(number, { bits: bits.slice(), count: bitCount })
    count += bitCount
    floor = Math.min(floor, number * PAGE_SIZE)
  }

  // Neighbours come one after the other: the page of the last one is at hand, and known to be dirty.
  let number = -1
  let page: Page | undefined
  let dirtyNumber = -1

  function turnTo(seqNo: number) {
    const next = Math.floor(seqNo / PAGE_SIZE)
    if (next === number) return
    number = next
    page = pages.get(next)
  }

  function flip(bits: Uint8Array, seqNo: number) {
    flipBit(bits, seqNo % PAGE_SIZE)
    if (number === dirtyNumber) return
    dirty.add(number)
    dirtyNumber = number
  }

  function pass(seqNo: number) {
    if (seqNo <= considered) return
    considered = seqNo
    consideredDirty = true
  }

  function isPending(seqNo: number) {
    const page = pages.get(Math.floor(seqNo / PAGE_SIZE))
    return page !== undefined && hasBit(page.bits, seqNo % PAGE_SIZE)
  }

  function next(fromSeqNo: number): number | undefined {
    let seqNo = fromSeqNo
    while (seqNo <= considered && count > 0) {
      const page = pages.get(Math.floor(seqNo / PAGE_SIZE))
      const found = page ? nextBit(page.bits, seqNo % PAGE_SIZE) : undefined
      const base = Math.floor(seqNo / PAGE_SIZE) * PAGE_SIZE
      if (found !== undefined) return base + found
      seqNo = base + PAGE_SIZE
    }
    return undefined
  }

  return {
    pass,
    isPending,
    add(seqNo) {
      pass(seqNo)
      turnTo(seqNo)
      if (!page) {
        page = { bits: new Uint8Array(PAGE_BYTES), count: 0 }
        pages.set(number, page)
      }
      if (hasBit(page.bits, seqNo % PAGE_SIZE)) return
      flip(page.bits, seqNo)
      page.count++
      count++
      floor = Math.min(floor, seqNo)
    },
    settle(seqNo) {
      turnTo(seqNo)
      if (!page || !hasBit(page.bits, seqNo % PAGE_SIZE)) return
      flip(page.bits, seqNo)
      page.count--
      count--
      if (page.count > 0) return
      pages.delete(number)
      page = undefined
    },
    mark() {
      floor = next(floor) ?? considered + 1
      return floor - 1
    },
    considered: () => considered,
    count: () => count,
    *pending(fromSeqNo) {
      for (let seqNo = next(Math.max(fromSeqNo, floor)); seqNo !== undefined; seqNo = next(seqNo + 1)) yield seqNo
    },
    takeDirty() {
      if (!consideredDirty && dirty.size === 0) return undefined
      const changed = new Map([...dirty].map((number) => [number, pages.get(number)?.bits.slice() ?? null]))
      dirty.clear()
      dirtyNumber = -1
      consideredDirty = false
      return { plugin, considered, pages: changed }
    },
    giveBack(progress) {
      for (const number of progress.pages.keys()) dirty.add(number)
      consideredDirty = true
    },
  }
}

function hasBit(bits: Uint8Array, index: number) {
  return ((bits[index >> 3] ?? 0) & (1 << (index & 7))) !== 0
}

function flipBit(bits: Uint8Array, index: number) {
  bits[index >> 3] = (bits[index >> 3] ?? 0) ^ (1 << (index & 7))
}

function nextBit(bits: Uint8Array, fromIndex: number): number | undefined {
  for (let index = fromIndex; index < PAGE_SIZE; ) {
    const rest = (bits[index >> 3] ?? 0) >> (index & 7)
    if (rest === 0) index = (index | 7) + 1
    else return index + (31 - Math.clz32(rest & -rest))
  }
  return undefined
}

function countBits(bits: Uint8Array) {
  let count = 0
  for (const byte of bits) for (let rest = byte; rest > 0; rest &= rest - 1) count++
  return count
}
