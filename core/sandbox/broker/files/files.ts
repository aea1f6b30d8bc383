import { MAX_CHUNK_BYTES } from '../../powers.ts'
import { wholeOf } from '../arguments.ts'
import type { OffLimits } from '../grants/off-limits.ts'
import type { Answer, Asker, Power, PowersOf } from '../power.ts'
import { systemError } from '../system-errors.ts'
import type { DiskRoom } from './disk-room.ts'
import { list, makeFolder, move, realPath, remove, stat } from './names.ts'
import { OpenFile, openFile } from './open-file.ts'
import { createReach, type Reach } from './reach.ts'

/** Files as Deno has them. What is open keeps asking whether it still may. */
export function createFilePowers({ offLimits, room }: { readonly offLimits: OffLimits; readonly room: DiskRoom }): PowersOf<'file'> {
  const reach = createReach(offLimits)
  const named = (verb: string, work: (reach: Reach, asker: Asker, args: readonly unknown[]) => Promise<unknown>): Power =>
    inDenosWords(verb, async (asker, args) => {
      const value = await work(reach, asker, args)
      return value === undefined ? {} : { value }
    })

  async function opened(asker: Asker, id: unknown, power: 'read' | 'write') {
    const file = asker.handles.get(id, OpenFile)
    await reach.demand(asker, power, { path: file.path, said: file.path })
    return file.handle
  }

  return {
    'file.open': named('open', async (_, asker, args) => {
      const file = await openFile(reach, asker, args)
      // Whoever waits for a read or a write that is under way gets it; a failure of closing has nobody to go to.
      return { id: asker.handles.open(file, () => void file.handle.close().catch(() => {})) }
    }),
    'file.read': inDenosWords('read', async (asker, [id, max]) => {
      const length = Math.min(wholeOf(max, 'The length', { max: Number.MAX_SAFE_INTEGER }), MAX_CHUNK_BYTES)
      const handle = await opened(asker, id, 'read')
      const { buffer, bytesRead } = await handle.read(Buffer.allocUnsafe(length), 0, length, null)
      return { bytes: buffer.subarray(0, bytesRead) }
    }),
    'file.write': inDenosWords('write', async (asker, [id], bytes = new Uint8Array()) => {
      const handle = await opened(asker, id, 'write')
      await room.take(bytes.length)
      for (let written = 0; written < bytes.length; ) {
        written += (await handle.write(bytes, written, bytes.length - written, null)).bytesWritten
      }
      return {}
    }),
    'file.close': (asker, [id]) => {
      asker.handles.get(id, OpenFile)
      asker.handles.close(id)
      return {}
    },
    'file.stat': named('stat', stat),
    'file.list': named('readdir', list),
    'file.mkdir': named('mkdir', makeFolder),
    'file.remove': named('remove', remove),
    'file.rename': named('rename', move),
    'file.realPath': named('realpath', realPath),
  }
}

function inDenosWords(verb: string, power: (...call: Parameters<Power>) => Promise<Answer>): Power {
  return async (asker, args, bytes) => {
    try {
      return await power(asker, args, bytes)
    } catch (error) {
      const paths = args.filter((value) => typeof value === 'string').map((text) => `'${text}'`)
      throw systemError(error, [verb, paths.join(' -> ')].filter(Boolean).join(' '))
    }
  }
}
