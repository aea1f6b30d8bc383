import type { Case } from '../case.ts'

const OWN = { read: ['.'], write: ['.'] }
const folder = (id: string, code: string, more: Partial<Case> = {}): Case => ({
  id: `folders: ${id}`,
  grants: OWN,
  needs: [],
  code,
  ...more,
})
const NAMES = `const names = async (path) => { const all = []; for await (const entry of Deno.readDir(path)) all.push(entry); return all.sort((a, b) => (a.name < b.name ? -1 : 1)) };`

/** Folders, names, and what is said about files. */
export const FOLDERS: readonly Case[] = [
  folder(
    'entries say what they are',
    `${NAMES} return (await names('.')).map(({ name, isFile, isDirectory, isSymlink }) => [name, isFile, isDirectory, isSymlink])`,
  ),
  folder('an empty folder has no entries', `${NAMES} await Deno.mkdir('empty'); return await names('empty')`),
  folder(
    'a missing folder fails when it is read',
    `${NAMES} const entries = Deno.readDir('nope'); return [typeof entries[Symbol.asyncIterator], await errorOf(() => names('nope')), await errorOf(() => names('hello.txt')), await errorOf(() => names(place.secret))]`,
  ),
  folder(
    'mkdir makes one',
    `await Deno.mkdir('new'); return [(await Deno.stat('new')).isDirectory, await errorOf(() => Deno.mkdir('new')), await errorOf(() => Deno.mkdir('hello.txt'))]`,
  ),
  folder('mkdir needs the one above', `return await errorOf(() => Deno.mkdir('a/b'))`),
  folder(
    'mkdir with recursive makes all, and again',
    `await Deno.mkdir('a/b/c', { recursive: true }); await Deno.mkdir('a/b/c', { recursive: true }); return [(await Deno.stat('a/b/c')).isDirectory, await errorOf(() => Deno.mkdir('hello.txt', { recursive: true }))]`,
  ),
  folder('mkdir takes a mode', `await Deno.mkdir('private', { mode: 0o700 }); return (await Deno.stat('private')).mode & 0o777`),
  folder('mkdir outside is NotCapable', `return await errorOf(() => Deno.mkdir(place.shared + '/new'))`),
  folder(
    'remove takes a file away',
    `await Deno.remove('hello.txt'); return [await errorOf(() => Deno.stat('hello.txt')), await errorOf(() => Deno.remove('hello.txt'))]`,
  ),
  folder(
    'remove takes an empty folder away',
    `await Deno.mkdir('empty'); await Deno.remove('empty'); return await errorOf(() => Deno.stat('empty'))`,
  ),
  folder('remove leaves a full folder', `return [await errorOf(() => Deno.remove('sub')), (await Deno.stat('sub')).isDirectory]`),
  folder(
    'remove with recursive takes all',
    `await Deno.mkdir('sub/deep'); await Deno.remove('sub', { recursive: true }); return [await errorOf(() => Deno.stat('sub')), await errorOf(() => Deno.remove('sub', { recursive: true }))]`,
  ),
  folder('remove takes a link, not what it leads to', `await Deno.remove('link.txt'); return await Deno.readTextFile('hello.txt')`),
  folder('remove outside is NotCapable', `return await errorOf(() => Deno.remove(place.secret))`),
  folder(
    'rename moves',
    `await Deno.rename('hello.txt', 'sub/moved.txt'); return [await Deno.readTextFile('sub/moved.txt'), await errorOf(() => Deno.stat('hello.txt'))]`,
  ),
  folder(
    'rename replaces a file',
    `await Deno.writeTextFile('other', 'x'); await Deno.rename('hello.txt', 'other'); return await Deno.readTextFile('other')`,
  ),
  folder(
    'rename of nothing is NotFound',
    `return [await errorOf(() => Deno.rename('nope', 'x')), await errorOf(() => Deno.rename('hello.txt', 'nope/x'))]`,
  ),
  folder(
    'rename outside is NotCapable',
    `return [await errorOf(() => Deno.rename('hello.txt', place.shared + '/x')), await errorOf(() => Deno.rename(place.secret, 'x'))]`,
  ),
  folder(
    'stat says what it is',
    `const { isFile, isDirectory, isSymlink, size, mtime } = await Deno.stat('hello.txt'); return [isFile, isDirectory, isSymlink, size, mtime instanceof Date]`,
  ),
  folder(
    'stat follows links and lstat does not',
    `const [far, near] = [await Deno.stat('link.txt'), await Deno.lstat('link.txt')]; return [far.isFile, far.isSymlink, near.isFile, near.isSymlink]`,
  ),
  folder("stat has Deno's fields", `return Object.keys(await Deno.stat('hello.txt')).sort()`),
  folder(
    'stat tells nothing of the disk',
    `const { ino, dev, uid, isBlockDevice } = await Deno.stat('hello.txt'); return [typeof ino, typeof dev, typeof uid, typeof isBlockDevice]`,
    {
      differs: {
        reason: 'A plugin learns nothing of the disk and its users: null, and 0 for `dev`.',
        value: ['object', 'number', 'object', 'object'],
      },
    },
  ),
  folder(
    'stat fails as reading does',
    `return [await errorOf(() => Deno.stat('nope')), await errorOf(() => Deno.stat('hello.txt/x')), await errorOf(() => Deno.stat(place.secret)), await errorOf(() => Deno.lstat('nope'))]`,
  ),
  folder('a loop of links is FilesystemLoop', `return await errorOf(() => Deno.stat('loop'))`),
  folder(
    'realPath is where a link leads',
    `return [(await Deno.realPath('link.txt')) === place.folder + '/hello.txt', (await Deno.realPath('.')) === place.folder, await errorOf(() => Deno.realPath('nope'))]`,
  ),
  folder(
    'names are changed with the grant to write',
    `await Deno.mkdir('new'); await Deno.remove('bytes.bin'); return [await errorOf(() => Deno.rename('hello.txt', 'x')), await errorOf(() => Deno.stat('new')), await errorOf(() => Deno.realPath('new')), await errorOf(async () => { for await (const _ of Deno.readDir('.')); })]`,
    { grants: { write: ['.'] } },
  ),
  folder(
    'names are looked at with the grant to read',
    `return [(await Deno.stat('hello.txt')).isFile, await errorOf(() => Deno.mkdir('new')), await errorOf(() => Deno.remove('hello.txt')), await errorOf(() => Deno.rename('hello.txt', 'x')), await errorOf(() => Deno.copyFile('hello.txt', 'x'))]`,
    { grants: { read: ['.'] } },
  ),
  folder(
    'remove with recursive does not follow links',
    `await Deno.mkdir('with'); await Deno.rename('link.txt', 'with/link.txt'); await Deno.remove('with', { recursive: true }); return await Deno.readTextFile('hello.txt')`,
  ),
]
