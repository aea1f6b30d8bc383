import type { Case } from '../case.ts'

const OWN = { read: ['.'], write: ['.'] }
const file = (id: string, code: string, more: Partial<Case> = {}): Case => ({ id: `files: ${id}`, grants: OWN, needs: [], code, ...more })

/** Whole files: reading, writing, copying. */
export const FILES: readonly Case[] = [
  file('text is read from a relative path', `return await Deno.readTextFile('hello.txt')`),
  file('text is read from an absolute path', `return await Deno.readTextFile(place.folder + '/hello.txt')`),
  file('text is read from a file URL with escapes', `return await Deno.readTextFile(new URL('file://' + place.folder + '/hello%2Etxt'))`),
  file(
    'other URLs and odd paths are refused',
    `return [
      await errorOf(() => Deno.readTextFile(new URL('http://127.0.0.1/hello.txt'))),
      await errorOf(() => Deno.readTextFile('hello.txt\\0')),
      await errorOf(() => Deno.readTextFile('')),
    ]`,
  ),
  file('text that looks like a URL is a path', `return await errorOf(() => Deno.readTextFile('file://' + place.folder + '/hello.txt'))`),
  file('bytes are read as a Uint8Array', `const read = await Deno.readFile('bytes.bin'); return [read instanceof Uint8Array, [...read]]`),
  file(
    'a large file is read whole',
    `await Deno.writeFile('big', new Uint8Array(700_001).fill(7)); const read = await Deno.readFile('big'); return [read.length, read.every((byte) => byte === 7)]`,
  ),
  file(
    'an empty file is empty',
    `await Deno.writeTextFile('empty', ''); return [await Deno.readTextFile('empty'), (await Deno.readFile('empty')).length]`,
  ),
  file(
    'malformed UTF-8 becomes U+FFFD',
    `await Deno.writeFile('odd', new Uint8Array([0xff, 0x41])); return await Deno.readTextFile('odd')`,
  ),
  file(
    'a byte order mark stays',
    `await Deno.writeFile('bom', new Uint8Array([0xef, 0xbb, 0xbf, 0x41])); return (await Deno.readTextFile('bom')).length`,
  ),
  file(
    'emoji survive',
    `await Deno.writeTextFile('emoji', '🎁'.repeat(50_000)); const read = await Deno.readTextFile('emoji'); return [read.length, read === '🎁'.repeat(50_000)]`,
  ),
  file(
    'what is missing is NotFound',
    `return [await errorOf(() => Deno.readTextFile('nope')), await errorOf(() => Deno.readFile('nope/nope'))]`,
  ),
  file('a folder is not read as a file', `return await errorOf(() => Deno.readTextFile('sub'))`),
  file('a file is not a folder on the way', `return await errorOf(() => Deno.readTextFile('hello.txt/x'))`),
  file(
    'what was not granted is NotCapable',
    `return [await errorOf(() => Deno.readTextFile(place.secret)), await errorOf(() => Deno.readTextFile('../../../../../../../../etc/hostname'))]`,
  ),
  file(
    'what was not granted is NotCapable though it is missing',
    `return await errorOf(() => Deno.readTextFile(place.secret + '.missing'))`,
  ),
  file(
    'reading is granted by itself',
    `return [await Deno.readTextFile('hello.txt'), await errorOf(() => Deno.writeTextFile('new.txt', ''))]`,
    { grants: { read: ['.'] } },
  ),
  file(
    'writing is granted by itself',
    `await Deno.writeTextFile('new.txt', 'x'); return await errorOf(() => Deno.readTextFile('new.txt'))`,
    { grants: { write: ['.'] } },
  ),
  file(
    'nothing is granted unless asked',
    `return [await errorOf(() => Deno.readTextFile('hello.txt')), await errorOf(() => Deno.writeTextFile('a', ''))]`,
    { grants: {} },
  ),
  file(
    'a folder elsewhere is granted by its path',
    `return [await Deno.readTextFile(place.shared + '/shared.txt'), await errorOf(() => Deno.readTextFile('hello.txt'))]`,
    { grants: { read: ['$shared'] } },
  ),
  file('a link within the folder is followed', `return await Deno.readTextFile('link.txt')`),
  file('a link out of the folder is not followed', `return await errorOf(() => Deno.readTextFile('way-out'))`, {
    differs: {
      reason: 'Deno looks at the path that was said; here the real path counts, so that a link is no way out.',
      value: 'NotCapable',
    },
  }),
  file('a link out of the folder is not written through', `return await errorOf(() => Deno.writeTextFile('way-out', 'x'))`, {
    differs: {
      reason: 'Deno looks at the path that was said; here the real path counts, so that a link is no way out.',
      value: 'NotCapable',
    },
  }),
  file('writing replaces', `await Deno.writeTextFile('hello.txt', 'a'); return await Deno.readTextFile('hello.txt')`),
  file(
    'append adds, and makes the file',
    `await Deno.writeTextFile('log', 'a', { append: true }); await Deno.writeTextFile('log', 'b', { append: true }); return await Deno.readTextFile('log')`,
  ),
  file('create false needs the file', `return await errorOf(() => Deno.writeTextFile('new', '', { create: false }))`),
  file(
    'createNew needs no file',
    `await Deno.writeTextFile('new', 'x', { createNew: true }); return [await Deno.readTextFile('new'), await errorOf(() => Deno.writeTextFile('new', '', { createNew: true }))]`,
  ),
  file('mode is that of a new file', `await Deno.writeTextFile('new', '', { mode: 0o600 }); return (await Deno.stat('new')).mode & 0o777`),
  file('writing into a missing folder is NotFound', `return await errorOf(() => Deno.writeTextFile('nope/new', ''))`),
  file('writing a folder is IsADirectory', `return await errorOf(() => Deno.writeTextFile('sub', ''))`),
  file(
    'bytes are written as they are',
    `await Deno.writeFile('out', new Uint8Array([0, 1, 255]).subarray(1)); return [...(await Deno.readFile('out'))]`,
  ),
  file(
    'only a Uint8Array is bytes',
    `const write = (data) => errorOf(() => Deno.writeFile('out', data)); return [await write('text'), await write(new ArrayBuffer(1)), await write(new Uint16Array(1)), await write([1]), await write(undefined)]`,
  ),
  file(
    'what is no text is made text',
    `await Deno.writeTextFile('out', 5); const number = await Deno.readTextFile('out'); await Deno.writeTextFile('out', { toString: () => 'object' }); return [number, await Deno.readTextFile('out')]`,
  ),
  file(
    'a stream of text is written',
    `const stream = new ReadableStream({ start(to) { to.enqueue('a🎁'.slice(0, 2)); to.enqueue('a🎁'.slice(2)); to.close() } }); await Deno.writeTextFile('out', stream); return await Deno.readTextFile('out')`,
  ),
  file(
    'a stream of bytes is written',
    `const stream = new ReadableStream({ start(to) { to.enqueue(bytes('a')); to.enqueue(bytes('b')); to.close() } }); await Deno.writeFile('out', stream); return await Deno.readTextFile('out')`,
  ),
  file(
    'a stream of something else is refused',
    `return await errorOf(() => Deno.writeFile('out', new ReadableStream({ start(to) { to.enqueue('text'); to.close() } })))`,
  ),
  file(
    'an aborted signal stops it before it begins',
    `const signal = AbortSignal.abort(); return [await errorOf(() => Deno.readTextFile('hello.txt', { signal })), await errorOf(() => Deno.writeTextFile('new', '', { signal })), await errorOf(() => Deno.stat('new'))]`,
  ),
  file(
    'the reason of a signal is what is thrown',
    `return await errorOf(() => Deno.readFile('hello.txt', { signal: AbortSignal.abort('because') }))`,
  ),
  file('a copy has the contents', `await Deno.copyFile('hello.txt', 'copy.txt'); return await Deno.readTextFile('copy.txt')`),
  file(
    'a copy replaces what is there',
    `await Deno.writeTextFile('copy.txt', 'something much longer than the other'); await Deno.copyFile('hello.txt', 'copy.txt'); return await Deno.readTextFile('copy.txt')`,
  ),
  file(
    'a copy keeps the mode',
    `await Deno.writeTextFile('private', 'x', { mode: 0o600 }); await Deno.copyFile('private', 'copy'); return (await Deno.stat('copy')).mode & 0o777`,
  ),
  file('a copy of nothing is NotFound', `return await errorOf(() => Deno.copyFile('nope', 'copy.txt'))`),
  file(
    'a copy out of the folder is NotCapable',
    `return [await errorOf(() => Deno.copyFile('hello.txt', place.shared + '/x')), await errorOf(() => Deno.copyFile(place.secret, 'x'))]`,
  ),
  file('synchronous calls are refused', `return await errorOf(() => Deno.readTextFileSync('hello.txt'))`, {
    differs: { reason: 'A plugin asks the core for everything, which takes a message: nothing is there at once.', value: 'NotSupported' },
  }),
  file(
    'what is no path is refused',
    `return [await errorOf(() => Deno.readTextFile(5)), await errorOf(() => Deno.readTextFile(undefined)), await errorOf(() => Deno.stat({}))]`,
    {
      differs: {
        reason: 'What is no path is a TypeError here, and in Deno an Error about an empty path.',
        value: ['TypeError', 'TypeError', 'TypeError'],
      },
    },
  ),
  file(
    'mode leaves a file that is there',
    `await Deno.writeTextFile('there', '', { mode: 0o644 }); await Deno.writeTextFile('there', '', { mode: 0o600 }); return (await Deno.stat('there')).mode & 0o777`,
    { differs: { reason: 'The mode is for new files only.', value: 0o644 } },
  ),
  file(
    'a copy onto itself is refused, and leaves the file',
    `return [await errorOf(() => Deno.copyFile('hello.txt', place.folder + '/sub/../hello.txt')), await errorOf(() => Deno.copyFile('hello.txt', 'link.txt')), await Deno.readTextFile('hello.txt')]`,
  ),
  file(
    'many files are read at once',
    `const all = await Promise.all(Array.from({ length: 30 }, (_, at) => Deno.writeTextFile('file-' + at, String(at)).then(() => Deno.readTextFile('file-' + at)))); return all.join()`,
  ),
]
