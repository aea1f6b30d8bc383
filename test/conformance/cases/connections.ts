import type { Case } from '../case.ts'

const connection = (id: string, code: string, more: Partial<Case> = {}): Case => ({
  id: `connections: ${id}`,
  grants: { net: ['$echo', '$closed'] },
  needs: ['echo', 'closed'],
  code: `const echo = () => Deno.connect({ hostname: '127.0.0.1', port: place.echo })\n${code}`,
  ...more,
})
const tls = (id: string, code: string, more: Partial<Case> = {}): Case =>
  connection(id, code, { grants: { net: ['$tls', '$echo'] }, needs: ['tls', 'echo'], ...more })

/** Deno.connect and Deno.connectTls. The servers say everything back. */
export const CONNECTIONS: readonly Case[] = [
  connection(
    'what is written comes back',
    `const conn = await echo(); const written = await conn.write(bytes('ping')); const into = new Uint8Array(10); const count = await conn.read(into); conn.close(); return [written, count, text(into.subarray(0, count))]`,
  ),
  connection(
    'what does not fit is read later',
    `const conn = await echo(); await conn.write(bytes('abcdef')); const into = new Uint8Array(4); let all = ''; while (all.length < 6) { const count = await conn.read(into); all += text(into.subarray(0, count)) } conn.close(); return all`,
  ),
  connection(
    'its ends have addresses',
    `const conn = await echo(); const { localAddr, remoteAddr } = conn; conn.close(); return [remoteAddr.transport, remoteAddr.hostname, remoteAddr.port === place.echo, localAddr.transport, localAddr.hostname, localAddr.port > 0]`,
  ),
  connection(
    'the host is 127.0.0.1 unless told',
    `const conn = await Deno.connect({ port: place.echo }); const { hostname } = conn.remoteAddr; conn.close(); return hostname`,
  ),
  connection(
    'the port may be text',
    `const conn = await Deno.connect({ port: String(place.echo) }); conn.close(); return conn.remoteAddr.port === place.echo`,
  ),
  connection(
    'odd ports are refused',
    `const refused = (port) => errorOf(() => Deno.connect({ hostname: '127.0.0.1', port })); return [await refused(70_000), await refused(-1), await refused(undefined), await refused('http'), await refused(1.5)]`,
  ),
  connection(
    'what was not granted is NotCapable',
    `return [await errorOf(() => Deno.connect({ hostname: '10.255.255.1', port: 80 })), await errorOf(() => Deno.connect({ hostname: '127.0.0.1', port: place.tls })), await errorOf(() => Deno.connect({ hostname: 'localhost', port: place.echo }))]`,
  ),
  connection('nothing is granted unless asked', `return await errorOf(echo)`, { grants: {} }),
  connection(
    'a port where nobody listens refuses',
    `return await errorOf(() => Deno.connect({ hostname: '127.0.0.1', port: place.closed }))`,
  ),
  connection('other transports are refused', `return await errorOf(() => Deno.connect({ transport: 'unix', path: '/tmp/socket' }))`, {
    differs: { reason: 'Plugins have TCP and TLS only.', value: 'NotSupported' },
  }),
  connection(
    'closeWrite tells the other side, and reading goes on',
    `const conn = await echo(); await conn.write(bytes('last')); await conn.closeWrite(); const read = []; const into = new Uint8Array(10); for (let count = await conn.read(into); count !== null; count = await conn.read(into)) read.push(text(into.subarray(0, count))); const after = await conn.read(into); conn.close(); return [read.join(''), after]`,
  ),
  connection(
    'nothing is written after closeWrite',
    `const conn = await echo(); await conn.closeWrite(); const error = await errorOf(() => conn.write(bytes('x'))); conn.close(); return error`,
  ),
  connection(
    'a closed one is a BadResource',
    `const conn = await echo(); conn.close(); return [await errorOf(() => conn.read(new Uint8Array(1))), await errorOf(() => conn.write(bytes('x'))), await errorOf(() => conn.close())]`,
  ),
  connection(
    'closing interrupts a read',
    `const conn = await echo(); const reading = errorOf(() => conn.read(new Uint8Array(1))); conn.close(); return await reading`,
  ),
  connection(
    'using closes',
    `const conn = await echo(); conn[Symbol.dispose ?? Symbol.for('Symbol.dispose')](); return await errorOf(() => conn.write(bytes('x')))`,
  ),
  connection(
    'only a Uint8Array is read into and written',
    `const conn = await echo(); const errors = [await errorOf(() => conn.write('text')), await errorOf(() => conn.read('text'))]; conn.close(); return errors`,
  ),
  connection(
    'no room reads nothing',
    `const conn = await echo(); const count = await conn.read(new Uint8Array(0)); conn.close(); return count`,
  ),
  connection(
    'it is read and written as streams',
    `const conn = await echo(); const writer = conn.writable.getWriter(); await writer.write(bytes('stream')); const reader = conn.readable.getReader(); let all = ''; while (all.length < 6) all += text((await reader.read()).value); await reader.cancel(); return [all, await errorOf(() => conn.close())]`,
  ),
  connection(
    'much goes through',
    `const conn = await echo(); const sent = new Uint8Array(300_000).fill(5); let written = 0; const writing = (async () => { while (written < sent.length) written += await conn.write(sent.subarray(written)); await conn.closeWrite() })(); let got = 0; const into = new Uint8Array(65_536); for (let count = await conn.read(into); count !== null; count = await conn.read(into)) got += count; await writing; conn.close(); return [written, got]`,
  ),
  connection(
    'socket options are taken',
    `const conn = await echo(); conn.setNoDelay(true); conn.setKeepAlive(true); conn.ref(); conn.unref(); conn.close(); return 'fine'`,
  ),
  connection(
    'an aborted signal stops it',
    `return await errorOf(() => Deno.connect({ hostname: '127.0.0.1', port: place.echo, signal: AbortSignal.abort() }))`,
  ),
  tls(
    'TLS carries bytes once the certificate is trusted',
    `const conn = await Deno.connectTls({ hostname: '127.0.0.1', port: place.tls, caCerts: [place.authority] }); const { alpnProtocol } = await conn.handshake(); await conn.write(bytes('secret')); const into = new Uint8Array(10); const count = await conn.read(into); conn.close(); return [alpnProtocol, text(into.subarray(0, count))]`,
  ),
  tls(
    'TLS refuses a certificate that nobody trusts',
    `return await errorOf(async () => { const conn = await Deno.connectTls({ hostname: '127.0.0.1', port: place.tls }); await conn.handshake() })`,
  ),
  tls(
    'TLS refuses a server that speaks something else',
    `return await errorOf(async () => { const conn = await Deno.connectTls({ hostname: '127.0.0.1', port: place.echo }); await conn.handshake() })`,
  ),
  tls('TLS needs the grant too', `return await errorOf(() => Deno.connectTls({ hostname: '127.0.0.1', port: place.tls }))`, { grants: {} }),
]
