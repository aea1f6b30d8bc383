/** Text of a program, in a box that scrolls. */
export function Code({ text }: { readonly text: string }) {
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: who has no mouse scrolls it with the keys.
    <pre class="doc-code" tabIndex={0}>
      {text}
    </pre>
  )
}
