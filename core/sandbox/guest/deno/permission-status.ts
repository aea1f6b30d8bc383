import { lazy } from '../web/lazy.ts'
import type { DenoParts } from './parts.ts'

export type PermissionStatuses = ReturnType<typeof createPermissionStatuses>

/** Deno.PermissionStatus, made when somebody asks first, and what makes one. `onchange` is never called: ask again. */
export function createPermissionStatuses({ web, harden }: Pick<DenoParts, 'web' | 'harden'>) {
  const key = {}

  const statusClass = lazy(() => {
    class PermissionStatus extends web<typeof EventTarget>('EventTarget') {
      readonly #isGranted: boolean
      onchange: ((event: Event) => unknown) | null = null

      constructor(proof: unknown, isGranted: boolean) {
        if (proof !== key) throw new TypeError('Illegal constructor: use Deno.permissions.query')
        super()
        this.#isGranted = isGranted
      }

      get state(): 'granted' | 'denied' {
        return this.#isGranted ? 'granted' : 'denied'
      }

      get partial(): boolean {
        return false
      }
    }
    return harden(PermissionStatus)
  })

  return { statusClass, make: (isGranted: boolean): Deno.PermissionStatus => new (statusClass())(key, isGranted) }
}
