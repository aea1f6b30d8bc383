import { randomFillSync, randomUUID } from 'node:crypto'
import type { Syscalls } from '../../guest/syscalls.ts'
import { memoryOf } from './memory.ts'

/** Random bytes of the system. */
export const random = {
  random(into) {
    randomFillSync(memoryOf(into))
  },
  uuid: () => randomUUID(),
} satisfies Partial<Syscalls>
