import { useSignal } from '@preact/signals'
import { Button } from '../kit/button.tsx'
import { copyText } from '../kit/clipboard.ts'
import { useAct, useWords } from '../shell/shell.ts'
import * as words from './words.ts'

/** Something long, to be copied as it is. */
export function CopyText({ text }: { readonly text: string }) {
  const said = useWords(words)
  const act = useAct()
  const isCopied = useSignal(false)
  const copy = async () => {
    isCopied.value = await act(() => copyText(text))
  }
  return (
    <div class="tokens-copy">
      <code class="mono">{text}</code>
      <Button tone="primary" onPress={copy}>
        {isCopied.value ? said.copied : said.copy}
      </Button>
    </div>
  )
}
