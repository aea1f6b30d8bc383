import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import type { Step } from './write-recording.ts'

/** What the disk may do with writes that were not synced when the power went. */
export const FATES = ['none of it', 'some of it', 'torn sectors of it'] as const
export type Fate = (typeof FATES)[number]

const SECTOR = 512

type FileImage = { bytes: Buffer; size: number }
type Change = Extract<Step, { kind: 'write' | 'truncate' }>

/** Writes into a folder what may be on the disk when the power goes after so many steps. */
export function cutPower(steps: readonly Step[], after: number, options: { folder: string; fate: Fate; random: () => number }): void {
  const durable = new Map<string, FileImage>()
  for (const [file, changes] of changesOf(steps, after)) {
    const image: FileImage = { bytes: Buffer.alloc(0), size: 0 }
    for (const { change, isSynced } of changes) {
      if (isSynced) apply(image, change)
      else unsynced(image, change, options)
    }
    durable.set(file, image)
  }
  mkdirSync(options.folder, { recursive: true })
  for (const [file, { bytes, size }] of durable) writeFileSync(join(options.folder, file), bytes.subarray(0, size))
}

/** Changes of each file in order, and whether a sync that came after each had ended by then. */
function changesOf(steps: readonly Step[], after: number) {
  const files = new Map<string, { readonly change: Change; readonly at: number; isSynced: boolean }[]>()
  for (const [at, step] of steps.slice(0, after).entries()) {
    if (step.kind === 'told' || step.kind === 'rename') continue
    const changes = files.get(step.file) ?? []
    files.set(step.file, changes)
    // Of files that go, only the journal of the first start matters; it is gone before anything is accepted.
    if (step.kind === 'remove') files.delete(step.file)
    else if (step.kind !== 'sync') changes.push({ change: step, at, isSynced: false })
    else for (const each of changes) each.isSynced ||= each.at < step.begun
  }
  return files
}

function unsynced(image: FileImage, change: Change, { fate, random }: { fate: Fate; random: () => number }) {
  if (fate === 'none of it') return
  if (fate === 'some of it' || change.kind === 'truncate') {
    if (random() < 0.5) apply(image, change)
    return
  }
  for (let at = 0; at < change.bytes.length; at += SECTOR) {
    if (random() < 0.5) apply(image, { ...change, at: change.at + at, bytes: change.bytes.subarray(at, at + SECTOR) })
  }
}

function apply(image: FileImage, change: Change) {
  if (change.kind === 'truncate') {
    if (change.size < image.size) image.bytes.fill(0, change.size, image.size)
    grow(image, change.size)
    image.size = change.size
    return
  }
  const end = change.at + change.bytes.length
  grow(image, end)
  change.bytes.copy(image.bytes, change.at)
  image.size = Math.max(image.size, end)
}

function grow(image: FileImage, size: number) {
  if (size <= image.bytes.length) return
  const bytes = Buffer.alloc(Math.max(size, 2 * image.bytes.length))
  image.bytes.copy(bytes)
  image.bytes = bytes
}
