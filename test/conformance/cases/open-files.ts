import type { Case } from '../case.ts'

const open = (id: string, code: string, more: Partial<Case> = {}): Case => ({
  id: `open files: ${id}`,
  grants: { read: ['.'], write: ['.'] },
  needs: [],
  code,
  ...more,
})

/** Deno.open and what it answers. */
export const OPEN_FILES: readonly Case[] = [
  open(
    'parts are read one after the other',
    `const file = await Deno.open('hello.txt'); const part = new Uint8Array(4); const all = []; for (let count = await file.read(part); count !== null; count = await file.read(part)) all.push([count, text(part.subarray(0, count))]); file.close(); return all`,
  ),
  open(
    'no room reads nothing',
    `const file = await Deno.open('hello.txt'); const count = await file.read(new Uint8Array(0)); file.close(); return count`,
  ),
  open(
    'only a Uint8Array is read into and written',
    `const file = await Deno.open('new', { read: true, write: true, create: true }); const errors = [await errorOf(() => file.write('text')), await errorOf(() => file.read('text'))]; file.close(); return errors`,
  ),
  open(
    'what is written is counted',
    `const file = await Deno.open('new', { write: true, create: true }); const counts = [await file.write(bytes('ab')), await file.write(bytes('')), await file.write(new Uint8Array(500_000))]; file.close(); return [counts, (await Deno.stat('new')).size]`,
  ),
  open(
    'append writes to the end',
    `const file = await Deno.open('hello.txt', { append: true }); await file.write(bytes('!')); file.close(); return await Deno.readTextFile('hello.txt')`,
  ),
  open(
    'truncate empties',
    `const file = await Deno.open('hello.txt', { write: true, truncate: true }); file.close(); return (await Deno.stat('hello.txt')).size`,
  ),
  open(
    'write without truncate overwrites the beginning',
    `const file = await Deno.open('hello.txt', { write: true }); await file.write(bytes('J')); file.close(); return await Deno.readTextFile('hello.txt')`,
  ),
  open(
    'options that make no sense are refused',
    `const refused = (options) => errorOf(async () => (await Deno.open('hello.txt', options)).close()); return [await refused({}), await refused({ create: true }), await refused({ read: true, truncate: true }), await refused({ write: true, createNew: true })]`,
  ),
  open(
    'create makes and empties',
    `const file = await Deno.create('hello.txt'); await file.write(bytes('x')); file.close(); return await Deno.readTextFile('hello.txt')`,
  ),
  open(
    'what is missing or not granted cannot be opened',
    `return [await errorOf(() => Deno.open('nope')), await errorOf(() => Deno.open(place.secret)), await errorOf(() => Deno.open(place.shared + '/x', { write: true, create: true }))]`,
  ),
  open(
    'a closed file is a BadResource',
    `const file = await Deno.open('hello.txt'); file.close(); return [await errorOf(() => file.read(new Uint8Array(1))), await errorOf(() => file.close())]`,
  ),
  open(
    'using closes',
    `const file = await Deno.open('hello.txt'); file[Symbol.dispose ?? Symbol.for('Symbol.dispose')](); file[Symbol.dispose ?? Symbol.for('Symbol.dispose')](); return await errorOf(() => file.read(new Uint8Array(1)))`,
  ),
  open(
    'it is read as a stream, which closes it',
    `const file = await Deno.open('hello.txt'); const read = await new Response(file.readable).text(); return [read, await errorOf(() => file.close())]`,
  ),
  open(
    'it is written as a stream, which closes it',
    `const file = await Deno.open('new', { write: true, create: true }); const writer = file.writable.getWriter(); await writer.write(bytes('a')); await writer.write(bytes('b')); await writer.close(); return [await Deno.readTextFile('new'), await errorOf(() => file.close())]`,
  ),
  open(
    'a stream of it is a stream of bytes',
    `const file = await Deno.open('hello.txt'); const reader = file.readable.getReader({ mode: 'byob' }); const { value } = await reader.read(new Uint8Array(5)); await reader.cancel(); return [text(value), await errorOf(() => file.close())]`,
  ),
  open(
    'a stream of it takes bytes only',
    `const file = await Deno.open('new', { write: true, create: true }); return await errorOf(() => file.writable.getWriter().write('text'))`,
  ),
  open('FsFile cannot be constructed', `return await errorOf(() => new Deno.FsFile())`),
  open(
    'what is read and what is written goes on from one place',
    `const file = await Deno.open('hello.txt', { read: true, write: true }); await file.read(new Uint8Array(5)); await file.write(bytes('!')); file.close(); return await Deno.readTextFile('hello.txt')`,
  ),
  open(
    'one that is open to read is not written',
    `const file = await Deno.open('hello.txt'); const name = await errorOf(() => file.write(bytes('x'))); file.close(); return [name, await Deno.readTextFile('hello.txt')]`,
    {
      differs: {
        reason: 'Deno passes on the word of the system; here a file that is not open for it is a BadResource.',
        value: ['BadResource', 'Hello, Deno'],
      },
    },
  ),
  open(
    'a stream of it ends also for who brings memory',
    `const file = await Deno.open('hello.txt'); const reader = file.readable.getReader({ mode: 'byob' }); let all = ''; for (let part = await reader.read(new Uint8Array(4)); !part.done; part = await reader.read(new Uint8Array(4))) all += text(part.value) + '|'; return all`,
  ),
]
