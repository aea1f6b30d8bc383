import { Money } from '../kit/money.tsx'

/** Money of each currency beside the other: it is never added up. A dash where there is none. */
export function TipsTotal({ cents }: { readonly cents: Readonly<Record<string, number>> }) {
  const amounts = Object.entries(cents).filter(([, amount]) => amount > 0)
  if (amounts.length === 0) return <>–</>
  return (
    <span class="amounts">
      {amounts.map(([currency, amount], index) => (
        <span key={currency}>
          {index > 0 && ' · '}
          <Money cents={amount} currency={currency} />
        </span>
      ))}
    </span>
  )
}
