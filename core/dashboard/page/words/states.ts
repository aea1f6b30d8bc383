import type { Permissions, PluginState, SourceState } from '../../../../schemas/types.ts'

/** How the parts of the host are, in words; and what a plugin may be given. */
type Words = {
  readonly sources: Record<SourceState['state'], string>
  readonly plugins: Record<PluginState['state'], string>
  readonly powers: Record<keyof Permissions, string>
}

export const en: Words = {
  sources: { idle: 'Idle', connecting: 'Connecting', connected: 'Connected', waiting: 'Waiting', ended: 'Ended', failed: 'Failed' },
  plugins: {
    starting: 'starting',
    running: 'running',
    stopped: 'stopped',
    disabled: 'off',
    'waiting-for-grant': 'waits for your approval',
    held: 'held back',
    failed: 'failed',
    quarantined: 'quarantined',
  },
  powers: {
    net: 'reach',
    listen: 'listen at',
    read: 'read',
    write: 'write',
    env: 'see the variable',
    run: 'run the program',
    actions: 'call the action',
    events: 'look up events',
    intercept: 'see first and hide',
    emit: 'make events',
    wasm: 'run WebAssembly',
  },
}

export const es: Words = {
  sources: {
    idle: 'En reposo',
    connecting: 'Conectando',
    connected: 'Conectado',
    waiting: 'Esperando',
    ended: 'Terminado',
    failed: 'Fallido',
  },
  plugins: {
    starting: 'arrancando',
    running: 'en marcha',
    stopped: 'parado',
    disabled: 'apagado',
    'waiting-for-grant': 'espera tu permiso',
    held: 'retenido',
    failed: 'falló',
    quarantined: 'en cuarentena',
  },
  powers: {
    net: 'conectarse a',
    listen: 'escuchar en',
    read: 'leer',
    write: 'escribir en',
    env: 'ver la variable',
    run: 'ejecutar el programa',
    actions: 'llamar a la acción',
    events: 'consultar eventos',
    intercept: 'ver primero y ocultar',
    emit: 'crear eventos',
    wasm: 'ejecutar WebAssembly',
  },
}
