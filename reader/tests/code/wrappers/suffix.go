package kc

func (c *Client) users(suffix string, out any) error {
	return c.get(c.base+"/admin/realms/"+c.realm+"/users"+suffix, out)
}

func (c *Client) All() ([]User, error) {
	var u []User
	return u, c.users("?max=1000", &u)
}

func (c *Client) Count() (int, error) {
	var n int
	return n, c.users("/count", &n)
}
