import { type BigIntStats, constants } from 'node:fs'
import { type FileHandle, open } from 'node:fs/promises'
import { flagOf, recordOf, wholeOf } from '../arguments.ts'
import { type Asker, PowerError } from '../power.ts'
import { neverGranted } from '../refusal.ts'
import { type Held, isSame } from './hold.ts'
import type { FilePower, Place, Reach } from './reach.ts'

type Options = ReturnType<typeof optionsOf>

/** A file that is open, and where it really was when it was opened. */
export class OpenFile {
  readonly handle: FileHandle
  readonly path: string

  constructor(handle: FileHandle, path: string) {
    this.handle = handle
    this.path = path
  }
}

/** Somebody else was at work on it: worth another try. */
class Unsettled extends PowerError {}

const MAX_TRIES = 5

/** Opens as Deno.open does. Only plain files that have one name: the content of any other may belong where no grant is. */
export async function openFile(reach: Reach, asker: Asker, [text, how]: readonly unknown[]): Promise<OpenFile> {
  const options = optionsOf(how)
  for (let tries = 1; ; tries += 1) {
    try {
      return await openOnce(reach, asker, { text, options })
    } catch (error) {
      if (!(error instanceof Unsettled) || tries === MAX_TRIES) throw error
    }
  }
}

async function openOnce(reach: Reach, asker: Asker, { text, options }: { readonly text: unknown; readonly options: Options }) {
  const wanted = { powers: powersOf(options), text, followLinks: true }
  const said = String(text)
  if (!options.createNew) {
    const file = await reach
      .existing(asker, wanted, async (held) => new OpenFile(await openHeld(held, options, said), held.real))
      .catch(unlessMissing(options.create))
    if (file) return file
  }
  return reach
    .place(asker, wanted, async (place) => new OpenFile(await create(place, options), place.real))
    .catch((error: NodeJS.ErrnoException) => {
      if (options.createNew || error.code !== 'EEXIST') throw error
      throw new Unsettled('NotFound', `${JSON.stringify(said)} is a link to nothing, or comes and goes`)
    })
}

function optionsOf(how: unknown) {
  const given = recordOf(how, 'The options')
  const flag = (name: string) => flagOf(given[name], name)
  const options = {
    read: flag('read'),
    write: flag('write'),
    append: flag('append'),
    truncate: flag('truncate'),
    create: flag('create'),
    createNew: flag('createNew'),
    mode: given.mode === undefined || given.mode === null ? 0o666 : wholeOf(given.mode, 'The mode', { max: 0o777 }),
  }
  const { read, write, append, truncate, create, createNew } = options
  if (![read, write, append, truncate, create, createNew].includes(true)) throw mistake("'options' requires at least one option to be true")
  if (truncate && !write) throw mistake("'truncate' option requires 'write' to be true")
  if ((create || createNew) && !write && !append) throw mistake("'create' or 'createNew' options require 'write' or 'append' to be true")
  return options
}

const mistake = (message: string) => new PowerError('Error', message)

const powersOf = ({ read, write, append }: Options): readonly FilePower[] => [
  ...(read ? (['read'] as const) : []),
  ...(write || append ? (['write'] as const) : []),
]

const flagsOf = ({ read, write, append }: Options) =>
  (read && (write || append) ? constants.O_RDWR : read ? constants.O_RDONLY : constants.O_WRONLY) | (append ? constants.O_APPEND : 0)

async function openHeld(held: Held, options: Options, said: string): Promise<FileHandle> {
  const refuse = (reason: string) => neverGranted(powersOf(options)[0] ?? 'read', said, reason)
  demandPlain(held.facts, said, refuse)
  // The way over a descriptor is a link itself.
  const noFollow = held.at === held.real ? (constants.O_NOFOLLOW ?? 0) : 0
  const handle = await open(held.at, flagsOf(options) | noFollow | (constants.O_NONBLOCK ?? 0))
  try {
    const facts = await handle.stat({ bigint: true })
    demandPlain(facts, said, refuse)
    if (!isSame(facts, held.facts) || isRenamed(held.facts, facts)) {
      throw new Unsettled('Busy', `${JSON.stringify(said)} was changed while it was opened`)
    }
    if (options.truncate) await handle.truncate(0)
    return handle
  } catch (error) {
    await handle.close()
    throw error
  }
}

function demandPlain(facts: BigIntStats, said: string, refuse: (reason: string) => PowerError) {
  if (facts.isDirectory()) throw new PowerError('IsADirectory', `Is a directory (os error 21): open ${JSON.stringify(said)}`)
  if (!facts.isFile()) throw refuse('it is no plain file')
  if (facts.nlink > 1n) throw refuse('it has another name (a hard link), which may belong elsewhere')
}

/** A second name may have come and gone around each look: then the file changed, and not by being written to, which sets both times. */
const isRenamed = (before: BigIntStats, after: BigIntStats) => before.ctimeNs !== after.ctimeNs && after.ctimeNs !== after.mtimeNs

const create = (place: Place, options: Options) =>
  open(place.at, flagsOf(options) | constants.O_CREAT | constants.O_EXCL | (constants.O_NOFOLLOW ?? 0), options.mode)

/** Undefined when nothing is there and that may be helped. */
const unlessMissing = (mayCreate: boolean) => (error: NodeJS.ErrnoException) => {
  if (mayCreate && error.code === 'ENOENT') return undefined
  throw error
}
