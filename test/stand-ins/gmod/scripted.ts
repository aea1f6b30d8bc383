import type { Asked, Network, Socketed } from './network.ts'

/** A network in which the test itself answers; `asked` and `socketed` are what the game wanted, in order. */
export function createScripted() {
  const asked: Asked[] = []
  const socketed: Socketed[] = []
  let give: (deed: Readonly<Record<string, unknown>>) => void = () => {}
  const network = (answer: typeof give): Network => {
    give = answer
    return { ask: (request) => void asked.push(request), socket: (what) => void socketed.push(what), stop() {} }
  }
  return {
    network,
    asked,
    socketed,
    /** Answers the newest request. */
    answer: (code: number, body: unknown) => give({ deed: 'answer', id: asked.length, code, body: JSON.stringify(body) }),
    fail: (problem: string) => give({ deed: 'answer', id: asked.length, problem }),
    /** The newest socket hears something. */
    hear: (event: 'onConnected' | 'onMessage' | 'onError' | 'onDisconnected', text = '') =>
      give({ deed: 'heard', id: socketed.at(-1)?.id, event, text }),
  }
}
