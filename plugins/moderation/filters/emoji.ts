const MAX = 12

/** More emoji than a feeling needs; one of many parts, such as a family or a flag, counts once. */
export function isEmojiFlood(text: string): boolean {
  const parts = text
    .replace(/[\u{1f1e6}-\u{1f1ff}]{2}/gu, '\u{1f3f3}')
    .match(/\p{Extended_Pictographic}(?:\ufe0f|\p{EMod}|\u200d\p{Extended_Pictographic})*/gu)
  return (parts?.length ?? 0) > MAX
}
