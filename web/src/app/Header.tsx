import { LogoutOutlined, MoonOutlined, SunOutlined } from '@ant-design/icons'
import { Button } from 'antd'
import type { ReactNode } from 'react'
import { Link } from 'react-router'

import { useMessages } from '../i18n/messages'
import { session } from '../session/session'
import { useSession } from '../session/useSession'
import { Logo } from './Logo'
import { prefer, usePreferences } from './preferences'
import { appWords } from './words'

/** The line on top of every page: the way home, a place for more, language, theme, who is signed in. */
export function Header({ children }: { children?: ReactNode }) {
  const words = useMessages(appWords)
  const { language, theme } = usePreferences()
  const state = useSession()
  const person = state.kind === 'signed-in' || state.kind === 'expired' ? state.person : null
  const dark = theme === 'dark'
  return (
    <header className="header">
      <a className="skip" href="#content">
        {words.skip}
      </a>
      <Link className="brand" to="/">
        <Logo />
        <span>Outflow</span>
      </Link>
      {children}
      <div className="header-end">
        <Button
          type="text"
          lang={language === 'zh' ? 'en' : 'zh-CN'}
          onClick={() => prefer({ language: language === 'zh' ? 'en' : 'zh' })}
        >
          {words.toOtherLanguage}
        </Button>
        <Button
          type="text"
          aria-label={dark ? words.toLight : words.toDark}
          icon={dark ? <SunOutlined /> : <MoonOutlined />}
          onClick={() => prefer({ theme: dark ? 'light' : 'dark' })}
        />
        {person && (
          <>
            <span className="person">{person.name}</span>
            <Button
              type="text"
              aria-label={words.signOut}
              title={words.signOut}
              icon={<LogoutOutlined />}
              onClick={() => void session.signOut()}
            />
          </>
        )}
      </div>
    </header>
  )
}
