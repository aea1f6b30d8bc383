import { execa } from 'execa'

/** Where npm takes packages from on this machine. */
export const registry = async (): Promise<string> => (await execa('npm', ['config', 'get', 'registry'])).stdout.trim()
