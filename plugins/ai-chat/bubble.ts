/** What the page in OBS is told, on the topic `answers`. */
export type Bubble =
  /** Without a name: nothing was moderated yet. */
  | { readonly state: 'thinking'; readonly id: string; readonly persona: string }
  | {
      readonly state: 'said'
      readonly id: string
      readonly persona: string
      readonly viewer: string
      readonly text: string
      readonly language: 'en' | 'es'
      readonly shownMs: number
    }
  /** Nothing came of it, or it is taken back. */
  | { readonly state: 'gone'; readonly id: string }
