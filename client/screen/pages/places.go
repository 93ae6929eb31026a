package pages

// At makes the page of a place, and says whether it lies over what is shown.
func (a *Pages) At(p Place) (made *Page, over bool) {
	switch p {
	case Title:
		return titlePage(a), false
	case Online:
		return onlinePage(), false
	case Lessons:
		return lessonsPage(), true
	case Replays:
		return replaysPage(a), true
	case Saves:
		return savesPage(a), true
	case Reference:
		return referencePage(nil), true
	case Keys:
		return keysPage(), true
	case Settings:
		return settingsPage(), true
	}
	return creditsPage(), true
}
