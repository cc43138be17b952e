package preset

// byMail are the keys of a target that knows users by their address.
func byMail(r *row) ([]string, error) {
	address, err := r.mail()
	if address == "" && err == nil {
		err = errNoEmail
	}
	return []string{address}, err
}

// byName are the keys of a target that knows users by their name.
func byName(r *row) ([]string, error) { return []string{r.name}, nil }

// byNameAndMail are the keys of a target where neither may be there twice.
func byNameAndMail(r *row) ([]string, error) {
	keys := []string{r.name}
	address, err := r.mail()
	if address != "" && address != r.name {
		keys = append(keys, address)
	}
	return keys, err
}

// verified adds whether the address is verified: what the row says, or else
// what the user says of all.
func (r *row) verified(o *object, name string) error {
	value, known, err := r.truth(emailVerified)
	if !known && err == nil {
		value, known = r.settings.get(setVerified) == "yes", r.settings.get(setVerified) != ""
	}
	if known {
		o.bool(name, value)
	}
	return err
}
