import { RetryError } from '#sdk/failures'

/** Where Chromium may be driven: those that the manifest asks to reach. */
const PORTS = [9341, 9342, 9343, 9344]

/** The first port of the manifest's that nobody has. Rejects with RetryError when others have them all. */
export async function freePort(): Promise<number> {
  for (const port of PORTS) if (await isFree(port)) return port
  throw new RetryError(`Other programs have the ports ${PORTS.join(', ')}; end one of them`)
}

async function isFree(port: number): Promise<boolean> {
  try {
    const conn = await Deno.connect({ hostname: '127.0.0.1', port })
    conn.close()
    return false
  } catch (error) {
    if (error instanceof Deno.errors.ConnectionRefused) return true
    throw error
  }
}
