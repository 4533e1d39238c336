# frozen_string_literal: true

require "faraday"

module Keycloak
  class Admin
    def initialize(url:, realm:, token:)
      @conn = Faraday.new(url: "#{url}/admin/realms/#{realm}") do |f|
        f.request :authorization, "Bearer", token
        f.request :json
        f.response :json
        f.response :raise_error
      end
    end

    def find_user(username)
      @conn.get("users", { username: username, exact: true }).body.first
    end

    def logout(user_id)
      @conn.post("users/#{user_id}/logout")
    end

    def end_session(session_id)
      @conn.delete("sessions/#{session_id}")
    end
  end
end
