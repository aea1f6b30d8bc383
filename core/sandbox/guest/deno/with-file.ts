import type { OpenHow } from '../../powers.ts'
import type { DenoParts } from './parts.ts'

/** Opens a file for as long as the work takes. */
export async function withFile<T>(
  { call }: Pick<DenoParts, 'call'>,
  { path, how }: { readonly path: string; readonly how: OpenHow },
  work: (id: number) => Promise<T>,
): Promise<T> {
  const { value } = await call('file.open', [path, how])
  try {
    return await work(value.id)
  } finally {
    // Nobody waits for it: at worst the core closed it already.
    call('file.close', [value.id]).catch(() => {})
  }
}
