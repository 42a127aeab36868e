/** A person's mark: their letter on a colour of their own; the bot's is a brushstroke. */
export function Avatar({
  name,
  id,
  bot = false,
}: {
  readonly name: string;
  readonly id: string;
  readonly bot?: boolean;
}) {
  if (bot) {
    return (
      <svg class="avatar" viewBox="0 0 40 40" aria-hidden="true">
        <rect width="40" height="40" rx="12" fill="#5b46c9" />
        <path
          d="M9 27c4-15 15-17 23-13-2 10-10 14-17 10 5 1 9-1 12-6"
          fill="none"
          stroke="#ffd9a0"
          stroke-width="3"
          stroke-linecap="round"
        />
        <path
          d="M10 31c6 1 12 1 18-1"
          fill="none"
          stroke="#8fd3c8"
          stroke-width="2.4"
          stroke-linecap="round"
        />
      </svg>
    );
  }
  const hue = (Number(BigInt(id) % 977n) * 137) % 360;
  return (
    <span class="avatar letter" style={{ '--hue': String(hue) }} aria-hidden="true">
      {name.slice(0, 1).toUpperCase()}
    </span>
  );
}
