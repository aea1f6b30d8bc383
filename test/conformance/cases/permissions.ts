import type { Case } from '../case.ts'

const permission = (id: string, code: string, more: Partial<Case> = {}): Case => ({
  id: `permissions: ${id}`,
  grants: { read: ['.', '$shared'], write: ['.'], env: ['GRANTED'], run: ['echo'], net: ['$echo'] },
  needs: ['echo'],
  // Deno says "prompt" for what it would ask a person for, and nobody is asked here.
  code: `const isGranted = async (descriptor) => (await Deno.permissions.query(descriptor)).state === 'granted'\n${code}`,
  ...more,
})

/** Deno.permissions. */
export const PERMISSIONS: readonly Case[] = [
  permission(
    'the environment is granted by name',
    `return [await isGranted({ name: 'env', variable: 'GRANTED' }), await isGranted({ name: 'env', variable: 'HIDDEN' }), await isGranted({ name: 'env' })]`,
  ),
  permission(
    'programs are granted by name',
    `return [await isGranted({ name: 'run', command: 'echo' }), await isGranted({ name: 'run', command: 'sh' }), await isGranted({ name: 'run' })]`,
  ),
  permission(
    'hosts are granted by name and port',
    `return [await isGranted({ name: 'net', host: '127.0.0.1:' + place.echo }), await isGranted({ name: 'net', host: '127.0.0.1' }), await isGranted({ name: 'net', host: 'example.com:443' }), await isGranted({ name: 'net' })]`,
  ),
  permission(
    'paths are granted with all below',
    `return [await isGranted({ name: 'read', path: '.' }), await isGranted({ name: 'read', path: 'sub/inner.txt' }), await isGranted({ name: 'read', path: place.shared + '/x' }), await isGranted({ name: 'read', path: place.secret }), await isGranted({ name: 'read' })]`,
  ),
  permission('paths may be URLs', `return await isGranted({ name: 'read', path: new URL('file://' + place.folder) })`),
  permission(
    'writing is another permission than reading',
    `return [await isGranted({ name: 'write', path: 'x' }), await isGranted({ name: 'write', path: place.shared })]`,
  ),
  permission(
    'traversal does not help',
    `return [await isGranted({ name: 'read', path: 'sub/../hello.txt' }), await isGranted({ name: 'read', path: '../../../../../../../etc' })]`,
  ),
  permission(
    'what plugins never have is never granted',
    `return [await isGranted({ name: 'sys' }), await isGranted({ name: 'ffi' }), await isGranted({ name: 'import' })]`,
  ),
  permission('what is not granted is "denied"', `return (await Deno.permissions.query({ name: 'env', variable: 'HIDDEN' })).state`, {
    differs: { reason: 'Deno says "prompt" for what it would ask a person for. Nobody is asked here: it is denied.', value: 'denied' },
  }),
  permission(
    'requesting prompts nobody',
    `return [(await Deno.permissions.request({ name: 'env', variable: 'HIDDEN' })).state, (await Deno.permissions.request({ name: 'env', variable: 'GRANTED' })).state]`,
  ),
  permission(
    'names that do not exist are refused',
    `const refused = (descriptor) => errorOf(() => Deno.permissions.query(descriptor)); return [await refused({ name: 'everything' }), await refused({}), await refused(null), await refused('read'), await refused({ name: 'toString' })]`,
  ),
  permission(
    'querySync answers at once',
    `const isGrantedNow = (descriptor) => Deno.permissions.querySync(descriptor).state === 'granted'; return [isGrantedNow({ name: 'env', variable: 'GRANTED' }), isGrantedNow({ name: 'env', variable: 'HIDDEN' }), isGrantedNow({ name: 'run', command: 'echo' }), isGrantedNow({ name: 'net', host: '127.0.0.1:' + place.echo }), isGrantedNow({ name: 'net', host: '127.0.0.1' }), isGrantedNow({ name: 'read', path: 'sub/inner.txt' }), isGrantedNow({ name: 'read', path: place.shared + '/x' }), isGrantedNow({ name: 'write', path: place.shared }), isGrantedNow({ name: 'read', path: '../x/../../y' }), isGrantedNow({ name: 'env' }), isGrantedNow({ name: 'sys' })]`,
  ),
  permission(
    'a status is an EventTarget',
    `const status = await Deno.permissions.query({ name: 'env', variable: 'GRANTED' }); return [status instanceof EventTarget, status instanceof Deno.PermissionStatus, status.onchange, status.partial, Deno.permissions instanceof Deno.Permissions]`,
  ),
  permission(
    'its classes cannot be constructed',
    `return [await errorOf(() => new Deno.Permissions()), await errorOf(() => new Deno.PermissionStatus())]`,
  ),
  permission(
    'a plugin revokes nothing',
    `try { return (await Deno.permissions.revoke({ name: 'env', variable: 'GRANTED' })).state } catch (error) { return error.name }`,
    {
      differs: { reason: 'The operator grants and revokes.', value: 'NotSupported' },
    },
  ),
]
