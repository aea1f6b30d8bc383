import { Button } from '../kit/button.tsx'
import { Panel } from '../kit/panel.tsx'
import { useAct, useShell, useWords } from '../shell/shell.ts'
import * as liveWords from './words.ts'

/** Buttons that send a test event through the whole of Showrunner. */
export function TestPanel() {
  const { client } = useShell()
  const words = useWords(liveWords)
  const act = useAct()
  const send = (type: string, input: object) => () => act(() => client.post(`/api/simulate/${type}`, input), words.sent)
  return (
    <Panel title={words.test}>
      <div class="buttons">
        <Button tone="primary" onPress={send('gift', { giftName: 'Rose', giftCount: 5, coins: 5 })}>
          {words.testGift}
        </Button>
        <Button onPress={send('follow', {})}>{words.testFollow}</Button>
        <Button onPress={send('chat', { message: words.testHello })}>{words.testChat}</Button>
      </div>
    </Panel>
  )
}
