package kc
func (c *Client) base() string { return c.url + "/admin/realms/" + c.realm }
func (c *Client) do(method, path string, body io.Reader) (*http.Response, error) {
	req, err := http.NewRequest(method, c.base()+path, body)
	if err != nil { return nil, err }
	return c.http.Do(req)
}
func (c *Client) Users() { c.do("GET", "/users?max=1", nil) }
func (c *Client) Join(u, g string) { c.do(http.MethodPut, "/users/"+u+"/groups/"+g, nil) }
