import { spawn } from 'node:child_process'
import { connect, createServer } from 'node:net'

// Runs Xvfb and OBS in the network that it is started in, and lets a Unix socket reach OBS from elsewhere. Ends with its input, or with OBS.

const [home, port, door] = process.argv.slice(2)
const env = {
  ...process.env,
  HOME: home,
  XDG_CONFIG_HOME: `${home}/config`,
  XDG_CACHE_HOME: `${home}/cache`,
  XDG_RUNTIME_DIR: home,
  LIBGL_ALWAYS_SOFTWARE: '1',
  QT_QPA_PLATFORM: 'xcb',
}

const end = (code) => process.kill(-process.pid, code === 0 ? 'SIGTERM' : 'SIGKILL')
process.stdin.on('end', () => end(1)).resume()

function read(child, stream, pattern) {
  return new Promise((resolve) => {
    let text = ''
    child[stream].on('data', (chunk) => {
      if (text.length < 1e6) text += chunk
      const found = pattern.exec(text)
      if (found) resolve(found)
    })
  })
}

const screen = spawn('Xvfb', ['-displayfd', '1', '-screen', '0', '1280x720x24', '-nolisten', 'tcp'], {
  env,
  stdio: ['ignore', 'pipe', 'ignore'],
})
const [, display] = await read(screen, 'stdout', /(\d+)\n/)

const flags = ['--multi', '--minimize-to-tray', '--disable-updater']
const obs = spawn('obs', flags, { cwd: home, env: { ...env, DISPLAY: `:${display}` }, stdio: ['ignore', 'pipe', 'ignore'] })
obs.on('exit', () => end(1))
await read(obs, 'stdout', /Server started successfully/)

createServer((outer) => {
  const inner = connect(Number(port), '127.0.0.1')
  for (const socket of [outer, inner]) socket.on('error', () => {})
  outer.pipe(inner).pipe(outer)
  outer.on('close', () => inner.destroy())
  inner.on('close', () => outer.destroy())
}).listen(door, () => console.log('ready'))
