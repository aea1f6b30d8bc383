import type { Blobs } from '../../store/store.ts'
import { MAX_BLOB_BYTES } from '../powers.ts'
import { textOf } from './arguments.ts'
import type { DiskRoom } from './files/disk-room.ts'
import { createGathered } from './gathered.ts'
import { PowerError, type PowersOf } from './power.ts'

/** As many as one generation may have begun. */
const MAX_BEGUN = 4

/** A blob that comes in parts. */
class Begun {
  readonly type: string
  readonly parts = createGathered(MAX_BLOB_BYTES)

  constructor(type: string) {
    this.type = type
  }
}

/** Sounds and pictures of a plugin, which need no grant: they go nowhere but to this host's own pages. */
export function createBlobPowers(blobs: Pick<Blobs, 'put'>, room: DiskRoom): PowersOf<'blob'> {
  const begun = new WeakMap<object, number>()

  return {
    'blob.open': ({ handles }, [type]) => {
      const blob = new Begun(textOf(type, 'A type'))
      const count = begun.get(handles) ?? 0
      if (count >= MAX_BEGUN) throw new PowerError('Busy', `A plugin puts at most ${MAX_BEGUN} blobs at once; await some first`)
      begun.set(handles, count + 1)
      return { value: { id: handles.open(blob, () => begun.set(handles, (begun.get(handles) ?? 1) - 1)) } }
    },
    'blob.write': ({ handles }, [id], bytes = new Uint8Array()) => {
      const { parts } = handles.get(id, Begun)
      if (!parts.hasRoomFor(bytes)) {
        handles.close(id)
        throw new PowerError('RangeError', `A blob has at most ${MAX_BLOB_BYTES / 1024 / 1024} MiB`)
      }
      parts.add(bytes)
      return {}
    },
    'blob.end': async ({ plugin, handles }, [id]) => {
      const { parts, type } = handles.get(id, Begun)
      try {
        await room.take(parts.length())
        return { value: { url: `/blobs/${await blobs.put(plugin, parts.whole(), type)}` } }
      } finally {
        handles.close(id)
      }
    },
  }
}
