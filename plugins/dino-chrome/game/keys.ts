import type { Call } from '../browser/devtools.ts'

const KEYS = {
  jump: { key: ' ', code: 'Space', windowsVirtualKeyCode: 32 },
  duck: { key: 'ArrowDown', code: 'ArrowDown', windowsVirtualKeyCode: 40 },
}

export type Keys = ReturnType<typeof createKeys>

/** The two keys of the game, as a hand presses them. */
export function createKeys(call: Call) {
  const turn = (type: 'keyDown' | 'keyUp', name: keyof typeof KEYS) => call('Input.dispatchKeyEvent', { type, ...KEYS[name] })
  return {
    /** Held down for as long as the work takes. */
    async hold<T>(name: keyof typeof KEYS, work: () => Promise<T>): Promise<T> {
      await turn('keyDown', name)
      try {
        return await work()
      } finally {
        await turn('keyUp', name)
      }
    },
  }
}
