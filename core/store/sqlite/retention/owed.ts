import { crc32 } from 'node:zlib'
import type Database from 'better-sqlite3'
import { PAGE_SIZE } from '../../store.ts'

type PageRow = { readonly plugin: string; readonly page: number; readonly bits: Buffer; readonly crc: number }

/** What plugins are still owed, as far as it is durable: more than they are, never less. */
export function createOwed(database: Database.Database) {
  const floor = database.prepare<[], number | null>('SELECT min(considered) FROM progress').pluck()
  const pages = database.prepare<[number], PageRow>('SELECT plugin, page, bits, crc FROM pending WHERE page <= ?')

  /** A test of whether any event from one number to another is owed to anybody; true for all numbers up to this one. */
  return function upTo(seqNo: number): (first: number, last: number) => boolean {
    const considered = floor.get() ?? Number.POSITIVE_INFINITY
    const owed = new Map<number, Uint8Array[]>()
    for (const { page, bits, crc } of pages.iterate(Math.floor(seqNo / PAGE_SIZE))) {
      const known = owed.get(page) ?? []
      // A damaged page is delivered again as a whole.
      known.push(crc32(bits) === crc ? bits : new Uint8Array(PAGE_SIZE / 8).fill(0xff))
      owed.set(page, known)
    }
    const isOwed = (one: number) => owed.get(Math.floor(one / PAGE_SIZE))?.some((bits) => hasBit(bits, one % PAGE_SIZE)) ?? false
    return (first, last) => {
      if (last > considered) return true
      for (let one = first; one <= last; one++) if (isOwed(one)) return true
      return false
    }
  }
}

/** How many events up to a number each plugin is owed; only those that are owed some. */
export function countOwed(database: Database.Database, upTo: number): readonly { readonly plugin: string; readonly events: number }[] {
  const considered = database.prepare<[], { plugin: string; considered: number }>('SELECT plugin, considered FROM progress ORDER BY plugin')
  const pages = database.prepare<[string, number], { page: number; bits: Buffer }>(
    'SELECT page, bits FROM pending WHERE plugin = ? AND page <= ?',
  )
  return considered.all().flatMap((row) => {
    let events = Math.max(0, upTo - row.considered)
    for (const { page, bits } of pages.iterate(row.plugin, Math.floor(upTo / PAGE_SIZE))) {
      for (let index = 0; index < PAGE_SIZE && page * PAGE_SIZE + index <= upTo; index++) if (hasBit(bits, index)) events++
    }
    return events > 0 ? [{ plugin: row.plugin, events }] : []
  })
}

function hasBit(bits: Uint8Array, index: number) {
  return ((bits[index >> 3] ?? 0) & (1 << (index & 7))) !== 0
}
