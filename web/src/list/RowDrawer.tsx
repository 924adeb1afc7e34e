import { Drawer } from 'antd'
import { useState, type ReactNode } from 'react'

/** Everything about one row, beside the list. When it has closed, what opened it has the focus again. */
export function RowDrawer({
  title,
  size = 460,
  footer,
  extra,
  closed,
  children,
}: {
  title: string
  size?: number
  footer?: ReactNode
  /** What stands beside the title. */
  extra?: ReactNode
  closed: () => void
  children: ReactNode
}) {
  const [open, setOpen] = useState(true)
  return (
    <Drawer
      open={open}
      title={title}
      size={size}
      footer={footer}
      extra={extra}
      onClose={() => setOpen(false)}
      afterOpenChange={(now) => {
        if (!now) closed()
      }}
    >
      {children}
    </Drawer>
  )
}
