import type { Provider } from '../speech.ts'
import { espeakPackage } from './espeak-package.ts'
import { espeakProgram } from './espeak-program.ts'

/** The voice that needs no service: the package that an operator added, else the program of the system; undefined when there is neither. */
export async function findOffline(how: { readonly voice: string; readonly pitch: number }): Promise<Provider | undefined> {
  return espeakPackage(how) ?? (await espeakProgram(how))
}
