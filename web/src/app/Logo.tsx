/** The same picture is index.html's icon. */
export function Logo() {
  return (
    <svg
      width="28"
      height="28"
      viewBox="0 0 32 32"
      fill="none"
      strokeLinecap="round"
      strokeWidth="3"
      aria-hidden="true"
    >
      <rect width="32" height="32" rx="8" fill="#1554d1" />
      <path d="M8 16a8 8 0 1 0 8-8M16 16 8.5 8.5M8 14V8h6" stroke="#fff" strokeLinejoin="round" />
    </svg>
  )
}
