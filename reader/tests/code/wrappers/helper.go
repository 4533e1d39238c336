package idp

type Admin struct {
	base  string
	realm string
	hc    *http.Client
}

func (a *Admin) do(ctx context.Context, method, path string, in, out any) error {
	var body io.Reader
	if in != nil {
		b, err := json.Marshal(in)
		if err != nil {
			return err
		}
		body = bytes.NewReader(b)
	}
	req, err := http.NewRequestWithContext(ctx, method, a.base+"/admin/realms/"+a.realm+path, body)
	if err != nil {
		return err
	}
	resp, err := a.hc.Do(req)
	if err != nil {
		return err
	}
	defer resp.Body.Close()
	if resp.StatusCode >= 300 {
		return fmt.Errorf("keycloak: %s %s: %s", method, path, resp.Status)
	}
	if out != nil {
		return json.NewDecoder(resp.Body).Decode(out)
	}
	return nil
}

func (a *Admin) Groups(ctx context.Context) (groups []Group, err error) {
	err = a.do(ctx, http.MethodGet, "/groups", nil, &groups)
	return
}

func (a *Admin) CreateGroup(ctx context.Context, name string) error {
	return a.do(ctx, http.MethodPost, "/groups", Group{Name: name}, nil)
}

func (a *Admin) DeleteGroup(ctx context.Context, id string) error {
	return a.do(ctx, http.MethodDelete, "/groups/"+id, nil, nil)
}

func (a *Admin) Members(ctx context.Context, id string) (users []User, err error) {
	err = a.do(ctx, "GET", "/groups/"+url.PathEscape(id)+"/members?max=200", nil, &users)
	return
}
